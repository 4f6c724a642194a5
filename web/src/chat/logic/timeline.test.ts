import { describe, expect, it } from 'vitest'
import { Timeline } from './timeline'
import type { Turn } from './wire'

const turn = (sequence: number): Turn => ({ sequence, at_ms: 0, lines: [] })
const sequences = (timeline: Timeline) => timeline.turns.map((each) => each.sequence)

describe('the timeline', () => {
  it('takes the next turn, once', () => {
    const timeline = new Timeline()
    expect([turn(1), turn(2), turn(2), turn(1)].map((each) => timeline.offer(each))).toEqual([
      'shown', 'shown', 'known', 'known',
    ])
    expect(sequences(timeline)).toEqual([1, 2])
  })
  it('does not take a turn before the one that is missing', () => {
    const timeline = new Timeline()
    expect(timeline.offer(turn(2))).toBe('gap')
    expect(sequences(timeline)).toEqual([])
  })
  it('puts history in order, without what it has, with the numbers the history skips', () => {
    const timeline = new Timeline()
    timeline.offer(turn(1))
    expect(timeline.adopt([turn(5), turn(1), turn(2), turn(5)]).map((each) => each.sequence)).toEqual([2, 5])
    expect(sequences(timeline)).toEqual([1, 2, 5])
    expect(timeline.offer(turn(6))).toBe('shown')
  })
})
