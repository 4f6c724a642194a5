/** What an HTTP answer means for a message that waits in the outbox. */

export type Delivery =
  | { outcome: 'accepted'; sequence: number }
  /** The server will never take it as it is; the reason is shown to the driver. */
  | { outcome: 'refused'; reason: string }
  | { outcome: 'retry'; retryAfter_ms: number }
  /** The server no longer knows this visitor: the page must be opened again, then the message is sent. */
  | { outcome: 'stranger' }

export type Upload =
  | { outcome: 'stored'; media: string }
  | Exclude<Delivery, { outcome: 'accepted' }>

export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: unknown
}

const kNoEffect = [400, 409, 413, 415, 422]
const kStrangers = [401, 403]
const kRefusedByDefault = '这条没能被接收，请改一改再发。'

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
}

/** Retry-After in seconds; its date form and nonsense count as absent (the own back-off rules then). */
export function retryAfterOf(header: string | null): number {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : 0
}

function failureOf(answer: Answer): Exclude<Delivery, { outcome: 'accepted' }> {
  if (kStrangers.includes(answer.status)) return { outcome: 'stranger' }
  if (kNoEffect.includes(answer.status)) {
    const message = field(answer.body, 'message')
    return { outcome: 'refused', reason: typeof message === 'string' && message !== '' ? message : kRefusedByDefault }
  }
  return { outcome: 'retry', retryAfter_ms: retryAfterOf(answer.retryAfter) }
}

export function deliveryOf(answer: Answer): Delivery {
  const sequence = field(answer.body, 'sequence')
  if (answer.status === 200 && field(answer.body, 'accepted') === true && typeof sequence === 'number') {
    return { outcome: 'accepted', sequence }
  }
  // A 200 without that promise (a captive portal's page, say) promises nothing.
  return failureOf(answer)
}

export function uploadOf(answer: Answer): Upload {
  const media = field(answer.body, 'media')
  if (answer.status === 200 && typeof media === 'string' && media !== '') return { outcome: 'stored', media }
  return failureOf(answer)
}
