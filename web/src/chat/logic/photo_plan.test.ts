import { describe, expect, it } from 'vitest'
import { kPhotoFileBytesMax, planPhoto, refusalOfFile } from './photo_plan'

describe('a picture', () => {
  it.each([
    [4000, 3000, 1600, 1200], [3000, 4000, 1200, 1600], [1600, 900, 1600, 900], [800, 600, 800, 600],
    [20_000, 10, 1600, 1], [1, 1, 1, 1],
  ])('of %i × %i is drawn as %i × %i', (width, height, width_px, height_px) =>
    expect(planPhoto(width, height)).toEqual({ action: 'draw', width_px, height_px }),
  )
  it.each([[0, 5], [5, 0], [NaN, 5]])('of %d × %d is none', (width, height) =>
    expect(planPhoto(width, height).action).toBe('refuse'),
  )
})

describe('a chosen file', () => {
  it.each([
    ['image/heic', 1], ['image/jpeg', kPhotoFileBytesMax], ['', 10],
  ])('of type "%s" with %i bytes is tried', (type, size) => expect(refusalOfFile({ type, size })).toBe(''))
  it.each([
    ['application/pdf', 10], ['image/png', 0], ['image/png', kPhotoFileBytesMax + 1], ['text/html', 1],
  ])('of type "%s" with %i bytes is refused with a reason', (type, size) =>
    expect(refusalOfFile({ type, size })).toMatch(/。$/),
  )
})
