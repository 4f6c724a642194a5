export const kHotlines = ['12345', '12328', '12348'] as const
