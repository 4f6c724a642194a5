import type { Turn } from './wire'

/**
 * The conversation in order: turns stand strictly by sequence, each once. An event from the stream counts only if it is
 * the next one; the history is the truth and may skip numbers.
 */
export class Timeline {
  private readonly turns_: Turn[] = []

  get turns(): readonly Turn[] {
    return this.turns_
  }

  /** The last sequence shown, 0 before the first. */
  get last(): number {
    return this.turns_.length === 0 ? 0 : this.turns_[this.turns_.length - 1]!.sequence
  }

  /** 'shown': it was the next and stands now. 'known': it stood already. 'gap': something before it is missing. */
  offer(turn: Turn): 'shown' | 'known' | 'gap' {
    if (turn.sequence <= this.last) return 'known'
    if (turn.sequence !== this.last + 1) return 'gap'
    this.turns_.push(turn)
    return 'shown'
  }

  /** Takes the history's answer to “after `last`”. What was new, in order. */
  adopt(turns: readonly Turn[]): Turn[] {
    const fresh: Turn[] = []
    for (const turn of [...turns].sort((a, b) => a.sequence - b.sequence)) {
      if (turn.sequence <= this.last) continue
      this.turns_.push(turn)
      fresh.push(turn)
    }
    return fresh
  }
}
