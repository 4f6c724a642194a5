import { expect, it, vi } from 'vitest'
import { oneAtATime } from './one_at_a_time'

it('asks once more for all that changed while it was asking, and once more where the look wants it', async () => {
  const ends: Array<(more?: boolean) => void> = []
  const look = oneAtATime(() => new Promise<boolean | void>((resolve) => ends.push(resolve)))
  const all = look()
  await look()
  await look()
  expect(ends.length).toBe(1)
  ends[0]!()
  await Promise.resolve().then(() => Promise.resolve())
  expect(ends.length).toBe(2)
  ends[1]!(true)
  await Promise.resolve().then(() => Promise.resolve())
  expect(ends.length).toBe(3)
  ends[2]!()
  await all
  expect(ends.length).toBe(3)
})

it('with a pace looks at the first change at once, and at all that follow together when the pace allows', async () => {
  vi.useFakeTimers()
  let looks = 0
  const look = oneAtATime(async () => void ++looks, 500)
  await look()
  expect(looks).toBe(1)
  void look()
  void look()
  await vi.advanceTimersByTimeAsync(499)
  expect(looks).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(looks).toBe(2)
  await vi.advanceTimersByTimeAsync(5000)
  expect(looks).toBe(2)
  void look()
  expect(looks).toBe(3)
  vi.useRealTimers()
})
