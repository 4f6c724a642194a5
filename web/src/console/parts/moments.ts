// Times as people read them; Jinan's clock, whatever the machine's.

const kOffset_ms = 8 * 3_600_000 // Asia/Shanghai, without summer time since 1991

const two = (n: number) => String(n).padStart(2, '0')

interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

function wallTime(unix_ms: number): WallTime {
  const shifted = new Date(unix_ms + kOffset_ms)
  return {
    year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(), minute: shifted.getUTCMinutes(), second: shifted.getUTCSeconds(),
  }
}

/** 2026-11-29 09:05:07 */
export function fullTime(unix_ms: number): string {
  const at = wallTime(unix_ms)
  return `${at.year}-${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)}`
}

/** 09:05 today, 11-28 09:05 this year, 2025-11-28 before. */
export function shortTime(unix_ms: number, now_ms: number): string {
  const at = wallTime(unix_ms)
  const now = wallTime(now_ms)
  const clock = `${two(at.hour)}:${two(at.minute)}`
  if (at.year !== now.year) return `${at.year}-${two(at.month)}-${two(at.day)}`
  return at.month === now.month && at.day === now.day ? clock : `${two(at.month)}-${two(at.day)} ${clock}`
}
