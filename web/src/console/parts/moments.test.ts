import { expect, it } from 'vitest'
import { fullTime } from './moments'

it('times are told by the clock of Jinan, wherever the page is read', () => {
  expect(fullTime(Date.UTC(2026, 10, 28, 16, 30, 5))).toBe('2026-11-29 00:30:05')
})
