import { describe, expect, it } from 'vitest'
import { scrollTo, windowOf } from './window_of'

describe('a long list', () => {
  it('holds the rows one sees and a few beyond, whatever its length', () => {
    expect(windowOf(100_000, 100, 0, 800)).toEqual({ first: 0, end: 14 })
    expect(windowOf(100_000, 100, 5_000_000, 800)).toEqual({ first: 49_994, end: 50_014 })
    expect(windowOf(100_000, 100, 9_999_200, 800)).toEqual({ first: 99_986, end: 100_000 })
    expect(windowOf(3, 100, 0, 800)).toEqual({ first: 0, end: 3 })
    expect(windowOf(0, 100, 500, 800)).toEqual({ first: 0, end: 0 })
  })
  it('scrolls as far as a row needs to be seen whole, and no farther', () => {
    expect(scrollTo(3, 100, 0, 800)).toBeNull()
    expect(scrollTo(8, 100, 0, 800)).toBe(100)
    expect(scrollTo(2, 100, 500, 800)).toBe(200)
  })
})
