import { deliveryOf, uploadOf, type Answer, type Delivery, type Upload } from '../logic/delivery'
import type { EventsHandlers } from '../logic/feed'
import { historyOf, turnOfJson, type HistoryPage, type Message } from '../logic/wire'

const kAnswer_ms = 15_000
const kUpload_ms = 90_000

/** One request with an end. Throws on a broken line and on silence; the outbox and the feed then try again. */
async function ask(path: string, init: RequestInit, most_ms: number): Promise<Answer> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), most_ms)
  try {
    const response = await fetch(path, { ...init, cache: 'no-store', signal: abort.signal })
    const body: unknown = await response.json().catch(() => null)
    return { status: response.status, retryAfter: response.headers.get('Retry-After'), body }
  } finally {
    clearTimeout(timer)
  }
}

export async function deliver(message: Message): Promise<Delivery> {
  const headers = { 'Content-Type': 'application/json' }
  return deliveryOf(await ask('/chat/messages', { method: 'POST', headers, body: JSON.stringify(message) }, kAnswer_ms))
}

export async function upload(picture: Blob): Promise<Upload> {
  const headers = { 'Content-Type': picture.type }
  return uploadOf(await ask('/chat/photos', { method: 'POST', headers, body: picture }, kUpload_ms))
}

export async function history(after: number): Promise<HistoryPage> {
  const answer = await ask(`/chat/history?after=${after}`, {}, kAnswer_ms)
  const page = answer.status === 200 ? historyOf(answer.body) : null
  if (page === null) throw new Error(`history answered ${answer.status}`)
  return page
}

/** The stream ends for good at its first failure: when and from where to reopen is the feed's decision. */
export function events(after: number, handlers: EventsHandlers): () => void {
  const source = new EventSource(`/chat/events?after=${after}`)
  source.onopen = () => handlers.opened()
  source.onerror = () => handlers.failed()
  source.addEventListener('turn', (event) => handlers.turn(turnOfJson((event as MessageEvent<string>).data)))
  return () => source.close()
}

export const photoUrl = (media: string): string => `/chat/photos/${encodeURIComponent(media)}`
