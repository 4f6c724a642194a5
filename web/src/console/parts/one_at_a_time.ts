/**
 * Calls of the result while `look` is under way are answered by one more `look` when it has ended: what changes at once is asked for
 * once. `look` must not throw; it says true if it wants to be called once more.
 */
export function oneAtATime(look: () => Promise<boolean | void>): () => Promise<void> {
  let looking = false
  let again = false
  return async () => {
    if (looking) {
      again = true
      return
    }
    looking = true
    do {
      again = false
      if (await look()) again = true
    } while (again)
    looking = false
  }
}
