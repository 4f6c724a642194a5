import { describe, expect, it } from 'vitest'
import { deliveryOf, retryAfterOf, uploadOf } from './delivery'

const answer = (status: number, body: unknown = null, retryAfter: string | null = null) => ({ status, body, retryAfter })

describe('the answer to a message', () => {
  it('is a promise only with 200, accepted and a sequence', () => {
    expect(deliveryOf(answer(200, { accepted: true, sequence: 4 }))).toEqual({ outcome: 'accepted', sequence: 4 })
  })
  it.each([
    answer(200, null), answer(200, {}), answer(200, { accepted: false, sequence: 1 }), answer(200, { accepted: true }),
    answer(204), answer(302), answer(404), answer(408), answer(500), answer(502), answer(503), answer(429),
  ])('without that promise means: try again (%j)', (each) => expect(deliveryOf(each).outcome).toBe('retry'))

  it('carries how long the server wants to be left alone', () => {
    expect(deliveryOf(answer(503, null, '7'))).toEqual({ outcome: 'retry', retryAfter_ms: 7000 })
    expect(deliveryOf(answer(429, null, 'soon'))).toEqual({ outcome: 'retry', retryAfter_ms: 0 })
  })
  it('shows the reason of a refusal, or one of our own', () => {
    expect(deliveryOf(answer(413, { message: '太长了' }))).toEqual({ outcome: 'refused', reason: '太长了' })
    expect(deliveryOf(answer(400, 'x'))).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/改一改/) })
  })
  it.each([401, 403])('%i says the visitor is not known any more', (status) =>
    expect(deliveryOf(answer(status))).toEqual({ outcome: 'stranger' }),
  )
})

describe('the answer to a picture', () => {
  it('names the stored picture', () => {
    expect(uploadOf(answer(200, { media: 'a1' }))).toEqual({ outcome: 'stored', media: 'a1' })
  })
  it('is refused with 413 and 415, tried again without a name', () => {
    expect(uploadOf(answer(415, { message: '只收照片' }))).toEqual({ outcome: 'refused', reason: '只收照片' })
    expect(uploadOf(answer(200, { media: '' })).outcome).toBe('retry')
  })
})

describe('Retry-After', () => {
  it.each([[null, 0], ['3', 3000], [' 12 ', 12000], ['-1', 0], ['1e9', 0], ['Wed, 21 Oct 2026 07:28:00 GMT', 0]] as const)(
    '%j is %i ms',
    (header, expected) => expect(retryAfterOf(header)).toBe(expected),
  )
})
