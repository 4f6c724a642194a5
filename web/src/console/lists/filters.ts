// What a list is asked for, as it stands in the page's address behind #, so that it can be shared, reloaded and saved.
export type ListName = 'conversations' | 'tickets'
export type Filter = Readonly<Record<string, string>>

const kMatter = ['hotline', 'group', 'appeal', 'urgency'] as const
/** The parts of each list's filter, in the order in which an address names them. */
export const kParts: Record<ListName, readonly string[]> = {
  conversations: ['show', 'mode', ...kMatter],
  tickets: ['show', 'status', ...kMatter],
}
export const kGroups = ['货车', '出租车', '网约车', '外卖配送', '快递', '其他车辆'] as const
export const kAppeals = ['投诉', '咨询', '建议', '求助', '举报', '申诉', '表扬'] as const
export const kUrgencies = ['特急', '紧急', '加急', '普通', '不急'] as const
export const kModes = ['waiting', 'person', 'bot', 'idle'] as const
export const kStatuses = ['accepted', 'dispatched', 'in_hand', 'refused', 'closed', 'withdrawn', 'merged'] as const

/** Of an address's query. A value nobody knows is kept: the server says what is wrong with it. */
export function filterOf(list: ListName, query: Record<string, unknown>): Filter {
  const filter: Record<string, string> = {}
  for (const part of kParts[list]) {
    const value = query[part]
    if (typeof value === 'string' && value !== '') filter[part] = value
  }
  return filter
}

/** The filter with these parts changed; an empty value takes one away. */
export function changed(list: ListName, filter: Filter, parts: Record<string, string>): Filter {
  return filterOf(list, { ...filter, ...parts })
}

/** As one word for a saved view, and back. */
export const wordOf = (filter: Filter): string => new URLSearchParams(filter).toString() || 'all'
export const filterOfWord = (list: ListName, word: string): Filter => filterOf(list, Object.fromEntries(new URLSearchParams(word === 'all' ? '' : word)))
