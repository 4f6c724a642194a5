import { expect, test } from 'vitest'
import type { Found } from '../api/shapes'
import { addressOf, groupsOf } from './groups'

const hit = (id: string, conversation: number): Found => ({ id, conversation, channel: 'web', driver: 'abcd', at: 0, text: '运费', marks: [], line: { sequence: 7, line: 0, from: 'driver' } })

test('hits of one conversation stand together, where its newest one stands', () => {
  const groups = groupsOf([hit('5', 1), hit('4', 2), hit('3', 1)])
  expect(groups.map((group) => [group.conversation, group.hits.map((one) => one.id)])).toEqual([[1, ['5', '3']], [2, ['4']]])
})

test('a line leads to its turn, a ticket to itself', () => {
  expect(addressOf(hit('5', 1))).toBe('/inbox/1?at=7')
  expect(addressOf({ ...hit('5', 1), ticket: { number: 'JN2603100000018' } as Found['ticket'] & object })).toBe('/tickets/JN2603100000018')
})
