/** Lists look at what has changed at once, and then so often at the most: in a flood of changes nobody reads faster. */
export const kListPace_ms = 250

const sleep = (wait_ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, wait_ms))

/**
 * Calls of the result while `look` is under way are answered by one more `look` when it has ended: what changes at once is asked for
 * once. Two looks begin `pace_ms` apart at least. `look` must not throw; it says true if it wants to be called once more.
 */
export function oneAtATime(look: () => Promise<boolean | void>, pace_ms = 0): () => Promise<void> {
  let looking = false
  let again = false
  let free_at = 0
  return async () => {
    if (looking) {
      again = true
      return
    }
    looking = true
    do {
      if (pace_ms > 0) {
        const wait_ms = free_at - performance.now()
        if (wait_ms > 0) await sleep(wait_ms)
        free_at = performance.now() + pace_ms
      }
      again = false
      if (await look()) again = true
    } while (again)
    looking = false
  }
}
