import { expect, test } from 'vitest'
import type { Found } from '../api/shapes'
import { addressOf, dayBegins, dayEnds, groupsOf } from './groups'

const hit = (id: string, conversation: number): Found => ({ id, conversation, channel: 'web', driver: 'abcd', at: 0, text: '运费', marks: [], line: { sequence: 7, line: 0, from: 'driver' } })

test('hits of one conversation stand together, where its newest one stands', () => {
  const groups = groupsOf([hit('5', 1), hit('4', 2), hit('3', 1)])
  expect(groups.map((group) => [group.conversation, group.hits.map((one) => one.id)])).toEqual([[1, ['5', '3']], [2, ['4']]])
})

test('a line leads to its turn, a ticket to itself', () => {
  expect(addressOf(hit('5', 1))).toBe('/inbox/1?at=7')
  expect(addressOf({ ...hit('5', 1), ticket: { number: 'JN2603100000018' } as Found['ticket'] & object })).toBe('/tickets/JN2603100000018')
})

test('a day is counted by Jinan’s clock, its end included', () => {
  expect(dayBegins('2026-03-10')).toBe(Date.UTC(2026, 2, 9, 16))
  expect(dayEnds('2026-03-10')).toBe(Date.UTC(2026, 2, 10, 16))
  expect(dayBegins('')).toBeUndefined()
  expect(dayEnds('soon')).toBeUndefined()
})
