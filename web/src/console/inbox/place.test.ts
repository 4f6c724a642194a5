import { describe, expect, it } from 'vitest'
import { distance_m, lengthText, offset_m, roundLength_m, sketchOf } from './place'

const station = { latitude: 36.67, longitude: 116.99 }

describe('a place', () => {
  it('is as far from another as the sphere says', () => {
    expect(distance_m(station, station)).toBe(0)
    expect(distance_m(station, { ...station, latitude: 37.67 })).toBeCloseTo(111_195, -2)
    expect(offset_m(station, { ...station, longitude: 117.0 }).east).toBeCloseTo(892, -1)
  })

  it('is told in a length that people read', () => {
    expect([950, 1000, 12_340].map(lengthText)).toEqual(['950 m', '1 km', '12.3 km'])
    expect([999, 1000, 4999, 7].map(roundLength_m)).toEqual([500, 1000, 2000, 5])
  })

  it('stands in the middle with the earlier one inside the sketch, north up', () => {
    const sketch = sketchOf(station, { latitude: 36.68, longitude: 116.99 }, 80)
    expect(sketch.earlier?.x).toBeCloseTo(0)
    expect(sketch.earlier?.y).toBeCloseTo(-64)
    expect(sketch.bar_px).toBeLessThanOrEqual(80)
    expect(sketchOf(station, null, 80)).toEqual({ earlier: null, bar_m: 500, bar_px: 80 })
    expect(sketchOf(station, station, 80).earlier).toBeNull()
  })
})
