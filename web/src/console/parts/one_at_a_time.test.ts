import { expect, it } from 'vitest'
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
