// What each order on a ticket needs, so that the form asks for that and nothing else. The server checks again (bot/turns/ticket_orders).

export type Part = 'reason' | 'words' | 'ticket' | 'hotline' | 'until'

export interface OrderNeeds {
  kind: string
  parts: readonly Part[]
  /** The reasons there are, where they are codes. */
  reasons?: readonly string[]
}

export const kOrders: readonly OrderNeeds[] = [
  { kind: 'contact', parts: ['reason'] },
  { kind: 'tried', parts: ['reason'] },
  { kind: 'act', parts: ['words'] },
  { kind: 'pause', parts: ['reason', 'words', 'until'], reasons: ['waiting_driver', 'waiting_body'] },
  { kind: 'resume', parts: [] },
  { kind: 'return', parts: ['reason'] },
  { kind: 'extend', parts: ['until', 'reason'] },
  { kind: 'approve', parts: [] },
  { kind: 'refuse', parts: ['reason'] },
  { kind: 'close', parts: ['reason', 'words'], reasons: ['10', '11', '20', '21', '30', '40', '41', '50', '60', '70'] },
  { kind: 'revisit-tried', parts: [] },
  { kind: 'revisited', parts: ['reason'], reasons: ['satisfied', 'solved', 'unsolved', 'unsatisfied'] },
  { kind: 'reopen', parts: ['reason'] },
  { kind: 'merge', parts: ['ticket', 'reason'] },
  { kind: 'split', parts: ['words', 'hotline'] },
  { kind: 'withdraw', parts: ['reason'] },
  { kind: 'note', parts: ['words'] },
]

/** Orders that say the same of many tickets. */
export const kInBulk: ReadonlyArray<{ kind: string; part: 'reason' | 'words' }> = [
  { kind: 'contact', part: 'reason' },
  { kind: 'tried', part: 'reason' },
  { kind: 'act', part: 'words' },
  { kind: 'note', part: 'words' },
]

export const needsOf = (kind: string): OrderNeeds => kOrders.find((one) => one.kind === kind) ?? { kind, parts: [] }

export interface Typed {
  reason: string
  words: string
  ticket: string
  hotline: string
  /** Of a field of the type datetime-local: Jinan's clock. */
  until: string
}
export const nothingTyped = (): Typed => ({ reason: '', words: '', ticket: '', hotline: '', until: '' })

export interface OrderBody {
  kind: string
  reason?: string
  words?: string
  other?: string
  until?: number
}

/** Only what this order takes: what was typed for another one stays where it was typed. */
export function orderBody(kind: string, typed: Typed): OrderBody {
  const body: OrderBody = { kind }
  const needs = needsOf(kind)
  for (const part of needs.parts) {
    const value = typed[part].trim()
    if (!value) continue
    if (part === 'until') body.until = Date.parse(`${value}:00+08:00`)
    else if (part === 'ticket' || part === 'hotline') body.other = value
    else if (part !== 'reason' || !needs.reasons || needs.reasons.includes(value)) body[part] = value
  }
  return body
}
