import { describe, expect, it } from 'vitest'
import { fullTime, shortTime } from './moments'

const at = Date.UTC(2026, 10, 28, 16, 30, 5) // 2026-11-29 00:30:05 in Jinan

describe('times', () => {
  it('are told by the clock of Jinan, wherever the page is read', () => {
    expect(fullTime(at)).toBe('2026-11-29 00:30:05')
  })

  it('are as short as today allows', () => {
    expect(shortTime(at, at + 3_600_000)).toBe('00:30')
    expect(shortTime(at, at + 86_400_000)).toBe('11-29 00:30')
    expect(shortTime(at, at + 400 * 86_400_000)).toBe('2026-11-29')
  })
})
