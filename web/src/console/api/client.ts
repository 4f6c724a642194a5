// The one way to the server's API. Types, paths and roles come from the server's own description (shapes.ts).
import { kRoutes, type Operations } from './shapes'

export type Operation = keyof Operations
export type Answer<K extends Operation> = Operations[K]['answer']
type Part<K extends Operation, P extends 'path' | 'query' | 'body'> = Operations[K][P]
type Asked<K extends Operation> = (Part<K, 'path'> extends undefined ? unknown : { path: { [N in keyof Part<K, 'path'>]: string | number } }) &
  (Part<K, 'body'> extends undefined ? unknown : { body: Part<K, 'body'> }) & { query?: Part<K, 'query'>; key?: string; signal?: AbortSignal }

/** What the server refused, with its sentence; status 0: it was not reached. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** 409: how the thing stands now. */
    readonly present?: unknown,
    readonly requestId?: string,
    readonly wait_s?: number,
  ) {
    super(message)
  }
}

export interface Link {
  fetch: typeof fetch
  /** A new idempotency key. */
  newKey: () => string
  /** Said when the network failed or an answer could not be read. */
  unreachable: () => string
}

export function makeClient(link: Link) {
  let token = ''
  let onSignedOut: () => void = () => undefined

  /**
   * Asks; throws Refusal. A write carries an idempotency key: asking again with the same `key` does the thing once.
   */
  async function call<K extends Operation>(operation: K, asked: Asked<K>): Promise<Answer<K>> {
    const route = kRoutes[operation]
    const parts = asked as { path?: Record<string, string | number>; query?: Record<string, unknown>; body?: unknown; key?: string; signal?: AbortSignal }
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (route.method !== 'GET') {
      headers['X-CSRF-Token'] = token
      headers['Idempotency-Key'] = parts.key ?? link.newKey()
    }
    if (parts.body !== undefined) headers['Content-Type'] = 'application/json'
    let response: Response
    try {
      response = await link.fetch(address(route.path, parts.path, parts.query), {
        method: route.method,
        headers,
        credentials: 'same-origin',
        ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
        ...(parts.signal ? { signal: parts.signal } : {}),
      })
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error
      throw new Refusal(0, 'unreachable', link.unreachable())
    }
    if (response.ok) return (await response.json()) as Answer<K>
    const refusal = await refusalOf(response, link.unreachable())
    if (refusal.status === 401 && refusal.code === 'not_signed_in') onSignedOut()
    throw refusal
  }

  return {
    call,
    setToken: (value: string) => (token = value),
    whenSignedOut: (act: () => void) => (onSignedOut = act),
    newKey: link.newKey,
  }
}

/** The path with its names filled in and the query behind it; empty values are left out. */
export function address(path: string, names: Record<string, string | number> = {}, query: Record<string, unknown> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name] ?? '')))
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== null)
  return pairs.length === 0 ? filled : `${filled}?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join('&')}`
}

async function refusalOf(response: Response, otherwise: string): Promise<Refusal> {
  let said: { error?: unknown; message?: unknown; present?: unknown; request_id?: unknown } = {}
  try {
    said = (await response.json()) as typeof said
  } catch {
    // A proxy's page, or nothing: the status alone speaks.
  }
  const wait = Number(response.headers.get('Retry-After') ?? '')
  return new Refusal(
    response.status,
    typeof said.error === 'string' ? said.error : 'unknown',
    typeof said.message === 'string' && said.message !== '' ? said.message : otherwise,
    said.present,
    typeof said.request_id === 'string' ? said.request_id : undefined,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  )
}
