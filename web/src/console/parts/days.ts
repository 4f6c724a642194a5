// Days of Jinan's as instants.
const kDay_ms = 86_400_000

/** First instant of a day of Jinan's, "2026-03-10"; undefined where nothing is chosen. */
export function dayBegins(day: string): number | undefined {
  const instant = Date.parse(`${day}T00:00:00+08:00`)
  return Number.isNaN(instant) ? undefined : instant
}
/** The first instant that is no more in that day. */
export function dayEnds(day: string): number | undefined {
  const begin = dayBegins(day)
  return begin === undefined ? undefined : begin + kDay_ms
}
