// A place as a sketch of its own surroundings: no map of anybody else's is asked for. Distances on the sphere, in metres.

export interface Point {
  latitude: number
  longitude: number
}

const kEarth_m = 6_371_000
const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Haversine. */
export function distance_m(a: Point, b: Point): number {
  const h = Math.sin(rad(b.latitude - a.latitude) / 2) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2
  return 2 * kEarth_m * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** East and north of `from`, in metres; right for the distances of a city. */
export function offset_m(from: Point, to: Point): { east: number; north: number } {
  return {
    east: rad(to.longitude - from.longitude) * Math.cos(rad(from.latitude)) * kEarth_m,
    north: rad(to.latitude - from.latitude) * kEarth_m,
  }
}

/** A round length (1, 2 or 5 times a power of ten) of at most `most_m`. */
export function roundLength_m(most_m: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most_m, 1)))
  return [5, 2, 1].map((times) => times * power).find((length) => length <= most_m) ?? power
}

export const lengthText = (m: number): string => (m >= 1000 ? `${Number((m / 1000).toFixed(1))} km` : `${Math.round(m)} m`)

export interface Sketch {
  /** Of the earlier place, in pixels from the middle; null where there is none or it is the same. */
  earlier: { x: number; y: number } | null
  bar_px: number
  bar_m: number
}

/** The place is in the middle; an earlier one is inside `half_px`, north is up. */
export function sketchOf(place: Point, earlier: Point | null, half_px: number): Sketch {
  const at = earlier ? offset_m(place, earlier) : null
  const far = at ? Math.max(Math.abs(at.east), Math.abs(at.north)) : 0
  const px_per_m = far > 1 ? (half_px * 0.8) / far : half_px / 500
  const bar_m = roundLength_m(half_px / px_per_m)
  return { earlier: at && far > 1 ? { x: at.east * px_per_m, y: -at.north * px_per_m } : null, bar_m, bar_px: bar_m * px_per_m }
}
