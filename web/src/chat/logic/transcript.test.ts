import { describe, expect, it } from 'vitest'
import { messageIds, openChoice, shownLines, spokenText, timeText } from './transcript'
import { turnOf, type Turn } from './wire'

const kNow = Date.UTC(2025, 2, 10, 6, 5)
const made = (sequence: number, at: number, lines: unknown[]): Turn => turnOf({ sequence, at, lines })!
const option = { number: 1, label: '出租车', slot: '车辆类型', value: '出租车' }

describe('a time', () => {
  it.each([
    [kNow, '14:05'],
    [Date.UTC(2025, 2, 9, 16, 0), '00:00'],
    [Date.UTC(2025, 2, 9, 15, 59), '3月9日 23:59'],
    [Date.UTC(2024, 11, 31, 1, 0), '2024年12月31日 09:00'],
  ])('%i reads %s in Jinan', (at, expected) => expect(timeText(at, kNow)).toBe(expected))
})

describe('shown lines', () => {
  const turns = [
    made(1, kNow - 3_600_000, [{ from: 'driver', text: '投诉', message_id: 'm1' }, { from: 'bot', text: '请说' }, { from: 'bot', text: '慢慢说' }]),
    made(2, kNow - 3_590_000, [{ from: 'driver', text: '扣钱', message_id: 'm2' }]),
    made(3, kNow, [{ from: 'bot', text: '办好了' }]),
  ]
  it('carry a time only after a pause', () => {
    expect(shownLines(turns, kNow).map((line) => line.time)).toEqual(['13:05', '', '', '', '14:05'])
  })
  it('name who answers only where another one begins to answer', () => {
    const handedOver = [...turns, made(4, kNow, [{ from: 'operator', text: '我来' }, { from: 'operator', text: '请讲' }])]
    expect(shownLines(handedOver, kNow).map((line) => line.opensSpeech)).toEqual([false, true, false, false, false, true, false])
  })
  it('have keys of their own that stay', () => {
    expect(shownLines(turns, kNow).map((line) => line.key)).toEqual(['m1', '1.1', '1.2', 'm2', '3.0'])
  })
})

describe('the open choice', () => {
  it('is that of the newest line of the bot', () => {
    const turns = [made(1, 0, [{ from: 'bot', text: '哪种车？', options: [option], menu: 3 }])]
    expect(openChoice(turns)).toMatchObject({ menu: 3, options: [{ label: '出租车' }] })
  })
  it('stays while only the driver or a notice speaks after it', () => {
    const turns = [
      made(1, 0, [{ from: 'bot', text: '还有吗？', options: [option], menu: 3 }]),
      made(2, 0, [{ from: 'driver', text: '等等', message_id: 'm' }, { from: 'system', text: '照片收到' }]),
    ]
    expect(openChoice(turns)?.menu).toBe(3)
  })
  it.each(['bot', 'operator'])('is gone when the %s has said something newer', (from) => {
    const turns = [made(1, 0, [{ from: 'bot', text: '?', options: [option], menu: 3 }]), made(2, 0, [{ from, text: '好' }])]
    expect(openChoice(turns)).toBeNull()
  })
  it('is none in an empty conversation', () => expect(openChoice([])).toBeNull())
})

describe('what is read aloud', () => {
  it('is what others say, not the driver', () => {
    const turn = made(1, 0, [{ from: 'driver', text: '我', message_id: 'm' }, { from: 'bot', text: '您好' }, { from: 'system', text: '转人工' }])
    expect(spokenText([turn])).toBe('您好\n转人工')
    expect(messageIds([turn])).toEqual(new Set(['m']))
  })
})
