import { describe, expect, it } from 'vitest'
import { address, makeClient, Refusal } from './client'

function linkOf(answers: Array<Response | Error>) {
  const asked: Array<{ url: string; init: RequestInit }> = []
  let keys = 0
  const client = makeClient({
    fetch: (async (url: string, init: RequestInit) => {
      asked.push({ url, init })
      const answer = answers.shift()!
      if (answer instanceof Error) throw answer
      return answer
    }) as unknown as typeof fetch,
    newKey: () => `key-${++keys}-abcdef`,
    unreachable: () => '连不上服务器',
  })
  return { client, asked }
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers })
const headersOf = (init: RequestInit) => init.headers as Record<string, string>

describe('the API client', () => {
  it('fills names into the path and leaves empty query values out', () => {
    expect(address('/api/a/{id}/b', { id: '7/8' }, { q: '运费 ＆', none: '', zero: 0 })).toBe('/api/a/7%2F8/b?q=%E8%BF%90%E8%B4%B9%20%EF%BC%86&zero=0')
  })

  it('sends the session token and a new idempotency key with every write, and neither with a read', async () => {
    const { client, asked } = linkOf([json(200, {}), json(200, {}), json(200, { items: [] })])
    client.setToken('token-1')
    await client.call('signOut', {})
    await client.call('signOut', {})
    await client.call('accounts', {})
    expect(headersOf(asked[0]!.init)['X-CSRF-Token']).toBe('token-1')
    expect(headersOf(asked[0]!.init)['Idempotency-Key']).not.toBe(headersOf(asked[1]!.init)['Idempotency-Key'])
    expect(headersOf(asked[2]!.init)['Idempotency-Key']).toBeUndefined()
  })

  it('asks again under the same key where the caller keeps it', async () => {
    const { client, asked } = linkOf([json(200, {}), json(200, {})])
    await client.call('signOut', { key: 'kept-key-1' })
    await client.call('signOut', { key: 'kept-key-1' })
    expect(asked.map((each) => headersOf(each.init)['Idempotency-Key'])).toEqual(['kept-key-1', 'kept-key-1'])
  })

  it('hands on the sentence, the present state and the wait of a refusal', async () => {
    const { client } = linkOf([json(409, { error: 'conflict', message: '别人先做了', present: { revision: 4 }, request_id: 'r1' }, { 'Retry-After': '3' })])
    const refusal = await client.call('accounts', {}).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Refusal)
    expect(refusal).toMatchObject({ status: 409, code: 'conflict', message: '别人先做了', present: { revision: 4 }, requestId: 'r1', wait_s: 3 })
  })

  it('says that the server was not reached where the network fails or a proxy answers', async () => {
    const { client } = linkOf([new TypeError('failed'), new Response('<html>', { status: 502 })])
    await expect(client.call('accounts', {})).rejects.toMatchObject({ status: 0, message: '连不上服务器' })
    await expect(client.call('accounts', {})).rejects.toMatchObject({ status: 502, message: '连不上服务器' })
  })

  it('tells once that the session has ended, but not that a password was wrong', async () => {
    const { client } = linkOf([json(401, { error: 'wrong', message: '不对' }), json(401, { error: 'not_signed_in', message: '请先登录' })])
    let ended = 0
    client.whenSignedOut(() => ++ended)
    await client.call('signIn', { body: { name: 'a', password: 'b' } }).catch(() => undefined)
    expect(ended).toBe(0)
    await client.call('accounts', {}).catch(() => undefined)
    expect(ended).toBe(1)
  })
})
