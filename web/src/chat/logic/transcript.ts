import type { Line, Option, Turn } from './wire'

/** One line as the page shows it. */
export interface ShownLine {
  /** Stable over the change from waiting message to turn, so that the bubble stays where it is. */
  readonly key: string
  readonly sequence: number
  readonly line: Line
  /** A time to show above it; empty when the line before it is recent. */
  readonly time: string
  /** Who answers is written only where another one begins to answer; the driver knows himself. */
  readonly opensSpeech: boolean
}

export interface Choice {
  readonly options: readonly Option[]
  readonly menu: number
}

const kTimeGap_ms = 10 * 60 * 1000
const kChina_ms = 8 * 60 * 60 * 1000

/** “14:05” today, “3月8日 14:05” otherwise; China has one time zone and no summer time. */
export function timeText(at_ms: number, now_ms: number): string {
  const at = new Date(at_ms + kChina_ms)
  const day = (ms: number): number => Math.floor((ms + kChina_ms) / 86_400_000)
  const clock = `${String(at.getUTCHours()).padStart(2, '0')}:${String(at.getUTCMinutes()).padStart(2, '0')}`
  if (day(at_ms) === day(now_ms)) return clock
  const date = `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${clock}`
  return at.getUTCFullYear() === new Date(now_ms + kChina_ms).getUTCFullYear() ? date : `${at.getUTCFullYear()}年${date}`
}

export function shownLines(turns: readonly Turn[], now_ms: number): ShownLine[] {
  const shown: ShownLine[] = []
  let lastAt_ms = -Infinity
  let lastAnswering = ''
  for (const turn of turns) {
    turn.lines.forEach((line, index) => {
      const isTimed = turn.at_ms > 0 && turn.at_ms - lastAt_ms > kTimeGap_ms
      if (isTimed) lastAt_ms = turn.at_ms
      shown.push({
        key: line.messageId !== '' ? line.messageId : `${turn.sequence}.${index}`,
        sequence: turn.sequence,
        line,
        time: isTimed ? timeText(turn.at_ms, now_ms) : '',
        opensSpeech: line.from !== 'driver' && line.from !== lastAnswering,
      })
      if (line.from !== 'driver') lastAnswering = line.from
    })
  }
  return shown
}

/** The options of the newest line of bot or operator; older ones are no longer asked. */
export function openChoice(turns: readonly Turn[]): Choice | null {
  for (let at = turns.length - 1; at >= 0; at -= 1) {
    const lines = turns[at]!.lines
    for (let index = lines.length - 1; index >= 0; index -= 1) {
      const line = lines[index]!
      if (line.from !== 'bot' && line.from !== 'operator') continue
      return line.options.length > 0 ? { options: line.options, menu: line.menu } : null
    }
  }
  return null
}

/** What a screen reader says of new turns: others' words, not the driver's own. */
export function spokenText(turns: readonly Turn[]): string {
  return turns
    .flatMap((turn) => turn.lines)
    .filter((line) => line.from !== 'driver' && line.text !== '')
    .map((line) => line.text)
    .join('\n')
}

/** Ids of the driver's own messages in these turns. */
export function messageIds(turns: readonly Turn[]): Set<string> {
  return new Set(turns.flatMap((turn) => turn.lines.map((line) => line.messageId)).filter((id) => id !== ''))
}
