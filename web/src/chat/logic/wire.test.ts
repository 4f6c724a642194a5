import { describe, expect, it } from 'vitest'
import { historyOf, turnOf, turnOfJson, utf8Bytes, uuidOf } from './wire'

describe('a turn from the server', () => {
  it('is read with everything it carries', () => {
    const turn = turnOf({
      sequence: 3,
      at: 1_700_000_000_000,
      lines: [
        { from: 'driver', text: '', message_id: 'm', media: ['p1'], place: { name: '路口', latitude: 36.6, longitude: 117 } },
        { from: 'bot', text: '哪种车？', options: [{ number: 1, label: '出租车', slot: '车辆类型', value: '出租车' }], menu: 7 },
      ],
    })
    expect(turn?.lines[0]).toMatchObject({ messageId: 'm', media: ['p1'], place: { name: '路口' }, options: [] })
    expect(turn?.lines[1]).toMatchObject({ from: 'bot', menu: 7, options: [{ label: '出租车' }] })
  })

  it('shows a speaker it does not know as a notice', () => {
    expect(turnOf({ sequence: 1, lines: [{ from: 'robot9', text: '嗯' }] })?.lines[0]?.from).toBe('system')
  })

  it('drops what has the wrong type instead of failing the whole turn', () => {
    const turn = turnOf({ sequence: 1, lines: [7, { from: 'bot', text: 5, media: [1, 'a'], place: { name: 'x' }, options: ['y'] }] })
    expect(turn?.lines).toEqual([
      { from: 'bot', text: '', messageId: '', media: ['a'], place: null, options: [], menu: 0 },
    ])
  })

  it.each([null, [], {}, { sequence: 0 }, { sequence: 1.5 }, { sequence: '4' }, { sequence: 2 ** 60 }])(
    'is none without a usable sequence: %j',
    (value) => expect(turnOf(value)).toBeNull(),
  )

  it('is none when the JSON is broken', () => expect(turnOfJson('{"sequence":1,')).toBeNull())
})

describe('a page of history', () => {
  it('is refused whole when one of its turns cannot be read, so that no turn is skipped in silence', () => {
    expect(historyOf({ turns: [{ sequence: 1, lines: [] }, { lines: [] }], more: false })).toBeNull()
  })
  it('says whether there is more', () => {
    expect(historyOf({ turns: [], more: true })).toEqual({ turns: [], more: true })
    expect(historyOf({ turns: [] })).toEqual({ turns: [], more: false })
  })
  it.each([null, 'x', {}, { turns: {} }])('is none: %j', (value) => expect(historyOf(value)).toBeNull())
})

describe('a message id', () => {
  it('is a version 4 UUID made of the given random bytes', () => {
    expect(uuidOf(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000')
    expect(uuidOf(new Uint8Array(16).fill(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
  })
})

describe('the size of a text', () => {
  it('is counted in UTF-8 bytes', () => expect(utf8Bytes('a车🚕')).toBe(8))
})
