import type { Clockwork } from './clockwork'

interface Timer {
  due_ms: number
  act: () => void
}

/** A clock that moves only when a test says so; chance is always one half. */
export class FakeClockwork implements Clockwork {
  private now_ms_ = 1_000_000
  private timers_: Timer[] = []

  now(): number {
    return this.now_ms_
  }

  random(): number {
    return 0.5
  }

  after(delay_ms: number, act: () => void): () => void {
    const timer = { due_ms: this.now_ms_ + delay_ms, act }
    this.timers_.push(timer)
    return () => {
      this.timers_ = this.timers_.filter((each) => each !== timer)
    }
  }

  /** Lets the time pass, runs what falls due in order, and lets every promise settle in between. */
  async pass(duration_ms: number): Promise<void> {
    const end_ms = this.now_ms_ + duration_ms
    await settled()
    for (;;) {
      const next = this.timers_.filter((timer) => timer.due_ms <= end_ms).sort((a, b) => a.due_ms - b.due_ms)[0]
      if (next === undefined) break
      this.timers_ = this.timers_.filter((timer) => timer !== next)
      this.now_ms_ = next.due_ms
      next.act()
      await settled()
    }
    this.now_ms_ = end_ms
  }
}

/** All promise callbacks that can run have run. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 50; round += 1) await Promise.resolve()
}
