import { retryDelay, type Clockwork } from './clockwork'
import type { Timeline } from './timeline'
import type { HistoryPage, Turn } from './wire'

export type Link = 'connecting' | 'live' | 'lost'

export interface EventsHandlers {
  opened(): void
  /** null when the event could not be read. */
  turn(turn: Turn | null): void
  failed(): void
}

export interface FeedPorts {
  history(after: number): Promise<HistoryPage>
  /** Opens the event stream after a sequence; the result closes it. */
  events(after: number, handlers: EventsHandlers): () => void
  /** New turns stand in the timeline. `live` is false for what was there before this page opened. */
  shown(turns: readonly Turn[], live: boolean): void
  link(link: Link): void
}

/** How long an accepted message may stay out of the stream before the history is asked. */
export const kExpected_ms = 2_500
/** A stream that says nothing for this long is checked once: some proxies hold events back. */
export const kQuiet_ms = 60_000
const kPagesMost = 10_000

/**
 * Keeps the timeline up with the server: history first, then the event stream from there. A gap, an unreadable event, a
 * promised sequence that does not come, and long silence are all answered the same way: ask the history after the last
 * sequence shown. After `start()` it never stops trying; every wait grows and has jitter.
 */
export class Feed {
  private closeEvents_: (() => void) | null = null
  private cancelReopen_: (() => void) | null = null
  private cancelQuiet_: (() => void) | null = null
  private cancelRefill_: (() => void) | null = null
  private refilling_ = false
  private loaded_ = false
  private eventFailures_ = 0
  private refillFailures_ = 0
  /** The highest sequence the server has spoken of; above `timeline.last` something is missing. */
  private highest_ = 0

  constructor(
    private readonly timeline_: Timeline,
    private readonly ports_: FeedPorts,
    private readonly clockwork_: Clockwork,
  ) {}

  start(): void {
    this.ports_.link('connecting')
    void this.refill()
  }

  /** The server has promised a turn with this sequence; if the stream does not bring it soon, the history is asked. */
  expect(sequence: number): void {
    if (sequence <= this.timeline_.last) return
    this.clockwork_.after(kExpected_ms, () => {
      if (sequence <= this.timeline_.last) return
      this.highest_ = Math.max(this.highest_, sequence)
      void this.refill()
    })
  }

  /** The page is looked at again, or the network is back: do not wait for the next attempt. */
  wake(): void {
    if (!this.loaded_) {
      this.cancelRefill_?.()
      void this.refill()
    } else if (this.closeEvents_ === null) {
      this.cancelReopen_?.()
      this.open()
    } else {
      void this.check()
    }
  }

  private open(): void {
    this.cancelReopen_ = null
    const close = this.ports_.events(this.timeline_.last, {
      opened: () => {
        this.eventFailures_ = 0
        this.ports_.link('live')
      },
      turn: (turn) => this.heard(turn),
      failed: () => {
        close()
        if (this.closeEvents_ !== close) return
        this.closeEvents_ = null
        this.ports_.link('lost')
        this.reopenLater()
      },
    })
    this.closeEvents_ = close
    this.watchQuiet()
  }

  private reopenLater(): void {
    this.eventFailures_ += 1
    const delay_ms = retryDelay(this.eventFailures_, this.clockwork_.random())
    this.cancelReopen_ = this.clockwork_.after(delay_ms, () => this.open())
  }

  private heard(turn: Turn | null): void {
    this.watchQuiet()
    if (turn === null) {
      void this.refill()
      return
    }
    this.highest_ = Math.max(this.highest_, turn.sequence)
    const verdict = this.timeline_.offer(turn)
    if (verdict === 'shown') this.ports_.shown([turn], true)
    if (verdict === 'gap') void this.refill()
  }

  private watchQuiet(): void {
    this.cancelQuiet_?.()
    this.cancelQuiet_ = this.clockwork_.after(kQuiet_ms, () => {
      void this.check()
      this.watchQuiet()
    })
  }

  /** Asks the history although the stream looks well; a stream that has hidden turns is replaced. */
  private async check(): Promise<void> {
    const stream = this.closeEvents_
    const before = this.timeline_.last
    await this.refill()
    const hidden = this.timeline_.last > before
    if (hidden && stream !== null && this.closeEvents_ === stream) {
      stream()
      this.open()
    }
  }

  /** Reads the history after the last turn shown until it has no more. One at a time; failures are tried again. */
  private async refill(): Promise<void> {
    if (this.refilling_) return
    this.refilling_ = true
    this.cancelRefill_?.()
    this.cancelRefill_ = null
    let complete = false
    try {
      complete = await this.readPages()
    } catch {
      complete = false
    }
    this.refilling_ = false
    if (!complete) {
      this.refillFailures_ += 1
      if (!this.loaded_) this.ports_.link('lost')
      const delay_ms = retryDelay(this.refillFailures_, this.clockwork_.random())
      this.cancelRefill_ = this.clockwork_.after(delay_ms, () => void this.refill())
      return
    }
    this.refillFailures_ = 0
    if (!this.loaded_) {
      this.loaded_ = true
      this.ports_.shown([], false)
      this.open()
    }
  }

  /** True if the timeline now holds everything the server has spoken of. */
  private async readPages(): Promise<boolean> {
    for (let page = 0; page < kPagesMost; page += 1) {
      const answer = await this.ports_.history(this.timeline_.last)
      const fresh = this.timeline_.adopt(answer.turns)
      if (fresh.length > 0) this.ports_.shown(fresh, this.loaded_)
      if (!answer.more || fresh.length === 0) break
    }
    return this.timeline_.last >= this.highest_
  }
}
