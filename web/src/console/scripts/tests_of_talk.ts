/** The text with a conversation test behind its other tests; `test` as the server writes it, two blanks deep. */
export function withTest(text: string, test: string): string {
  const lines = text.replace(/\n*$/, '\n').split('\n')
  const own = test.replace(/\n*$/, '').split('\n')
  const start = lines.findIndex((line) => /^tests:\s*(#.*)?$/.test(line))
  if (start < 0) return [...lines.slice(0, -1), 'tests:', ...own, ''].join('\n')
  let end = start + 1
  while (end < lines.length && !/^[^\s#-]/.test(lines[end]!)) ++end
  while (end > start + 1 && /^\s*(#.*)?$/.test(lines[end - 1]!)) --end
  return [...lines.slice(0, end), ...own, ...lines.slice(end)].join('\n')
}
