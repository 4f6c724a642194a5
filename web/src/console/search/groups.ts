// Hits of one conversation stand together, where its newest one stands.
import type { Found } from '../api/shapes'

export interface Group {
  conversation: number
  channel: string
  driver: string
  hits: Found[]
}

export function groupsOf(hits: readonly Found[]): Group[] {
  const groups = new Map<number, Group>()
  for (const hit of hits) {
    const group = groups.get(hit.conversation)
    if (group) group.hits.push(hit)
    else groups.set(hit.conversation, { conversation: hit.conversation, channel: hit.channel, driver: hit.driver, hits: [hit] })
  }
  return [...groups.values()]
}

/** Where the hit is read on. */
export const addressOf = (hit: Found): string => (hit.ticket ? `/tickets/${hit.ticket.number}` : `/inbox/${hit.conversation}?at=${hit.line?.sequence ?? 0}`)
