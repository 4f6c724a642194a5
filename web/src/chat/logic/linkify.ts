/** Cuts a text into what is shown as it is, hotline numbers to dial, and ticket numbers to keep in one piece. */

export type Segment =
  | { kind: 'text'; text: string }
  | { kind: 'dial'; text: string }
  | { kind: 'ticket'; text: string }

/** The only numbers that become telephone links; anything else in a text stays text. */
export const kHotlines = [
  '110', '119', '120', '122', '12110', '12122', '12328', '12333', '12345', '12348', '12351', '12356',
] as const

/** Of these, the ones where minutes count. */
export const kEmergencies: readonly string[] = ['110', '119', '120', '122', '12110']

const kTicket = /^JN\d{13}(?![A-Za-z0-9])/
const kWordBefore = /[A-Za-z0-9_.,¥￥$#+*-]$|\d[:：]$/
// “110元”, “120分钟”, “122.5”, “119号楼” are amounts and addresses, not telephones.
const kWordAfter = /^(?:[A-Za-z0-9_%％℃°]|[.,:：-]\d|\s*(?:元|块|万|千|百|分|小时|天|日|月|年|号|次|单|条|个|名|人|米|公里|公斤|吨|度|楼|路|室|栋|岁))/

function dialAt(value: string, at: number): string {
  if (kWordBefore.test(value.slice(Math.max(0, at - 2), at))) return ''
  const digits = /^\d+/.exec(value.slice(at, at + 16))?.[0] ?? ''
  if (!(kHotlines as readonly string[]).includes(digits)) return ''
  return kWordAfter.test(value.slice(at + digits.length, at + digits.length + 4)) ? '' : digits
}

function ticketAt(value: string, at: number): string {
  if (at > 0 && /[A-Za-z0-9]/.test(value[at - 1]!)) return ''
  return kTicket.exec(value.slice(at, at + 16))?.[0] ?? ''
}

export function linkify(value: string): Segment[] {
  const segments: Segment[] = []
  let plainFrom = 0
  let at = 0
  while (at < value.length) {
    const ticket = value[at] === 'J' ? ticketAt(value, at) : ''
    const dial = value[at] === '1' ? dialAt(value, at) : ''
    const found = ticket || dial
    if (found === '') {
      at += 1
      continue
    }
    if (at > plainFrom) segments.push({ kind: 'text', text: value.slice(plainFrom, at) })
    segments.push({ kind: ticket ? 'ticket' : 'dial', text: found })
    at += found.length
    plainFrom = at
  }
  if (plainFrom < value.length) segments.push({ kind: 'text', text: value.slice(plainFrom) })
  return segments
}
