/** Time and chance as the logic sees them, so that tests own both. */
export interface Clockwork {
  now(): number
  /** Runs `act` once after `delay_ms`; the result cancels it. */
  after(delay_ms: number, act: () => void): () => void
  /** 0 ≤ value < 1. */
  random(): number
}

export const kRealClockwork: Clockwork = {
  now: () => Date.now(),
  after: (delay_ms, act) => {
    const timer = setTimeout(act, delay_ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

export const kRetryFirst_ms = 1_000
export const kRetryMost_ms = 30_000
/** A server that asks for more than this is asked again all the same: the page must not look dead. */
export const kRetryAfterMost_ms = 300_000

/**
 * How long to wait before attempt `attempt` + 1 (attempt counts failures so far, from 1): doubling, capped, half of it
 * chance, so that a thousand phones do not come back in the same second. Never sooner than the server asked for.
 */
export function retryDelay(attempt: number, random: number, retryAfter_ms = 0): number {
  const ceiling = Math.min(kRetryMost_ms, kRetryFirst_ms * 2 ** Math.min(attempt - 1, 16))
  const own = ceiling / 2 + (random * ceiling) / 2
  const asked = Math.min(retryAfter_ms, kRetryAfterMost_ms)
  return asked > own ? asked + random * kRetryFirst_ms : own
}
