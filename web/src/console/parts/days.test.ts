import { expect, test } from 'vitest'
import { dayBegins, dayEnds } from './days'

test('a day is counted by Jinan’s clock, its end included', () => {
  expect(dayBegins('2026-03-10')).toBe(Date.UTC(2026, 2, 9, 16))
  expect(dayEnds('2026-03-10')).toBe(Date.UTC(2026, 2, 10, 16))
  expect(dayBegins('')).toBeUndefined()
  expect(dayEnds('soon')).toBeUndefined()
})
