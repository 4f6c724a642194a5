import { describe, expect, it } from 'vitest'
import { kRetryAfterMost_ms, kRetryMost_ms, retryDelay } from './clockwork'

describe('the wait before another attempt', () => {
  it('doubles and is capped', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => retryDelay(attempt, 1))).toEqual([
      1000, 2000, 4000, 8000, 16000, kRetryMost_ms, kRetryMost_ms, kRetryMost_ms,
    ])
  })
  it('is half chance', () => {
    expect(retryDelay(3, 0)).toBe(2000)
    expect(retryDelay(3, 0.5)).toBe(3000)
  })
  it('is never shorter than the server asked for, and not the same for all', () => {
    expect(retryDelay(1, 0, 20_000)).toBe(20_000)
    expect(retryDelay(1, 0.5, 20_000)).toBe(20_500)
  })
  it('does not follow a server that asks for hours', () => {
    expect(retryDelay(1, 0, 86_400_000)).toBe(kRetryAfterMost_ms)
  })
})
