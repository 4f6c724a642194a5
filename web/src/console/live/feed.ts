// What is told live. Events only say that something changed; whoever shows it asks the API again, so a lost event is mended by the
// next look. After every reconnection everybody looks again: that is the catching up.
import { ref } from 'vue'

export type LiveState = 'off' | 'connecting' | 'on' | 'lost'

export interface Source {
  close: () => void
}
export interface SourceEvents {
  opened: () => void
  told: (name: string, data: string) => void
  failed: () => void
}

export interface FeedParts {
  open: (events: SourceEvents) => Source
  later: (act: () => void, wait_ms: number) => () => void
}

const kFirstWait_ms = 1000
const kLongestWait_ms = 15_000

export class Feed {
  readonly state = ref<LiveState>('off')
  private source: Source | null = null
  private cancelWait: (() => void) | null = null
  private failures = 0
  private readonly listeners = new Set<(name: string, data: unknown) => void>()
  private readonly lookers = new Set<() => void>()

  constructor(private readonly parts: FeedParts) {}

  start(): void {
    if (this.state.value === 'off') this.connect('connecting')
  }

  stop(): void {
    this.source?.close()
    this.cancelWait?.()
    this.source = this.cancelWait = null
    this.failures = 0
    this.state.value = 'off'
  }

  /** Ends what it returns. */
  listen(told: (name: string, data: unknown) => void): () => void {
    this.listeners.add(told)
    return () => this.listeners.delete(told)
  }

  /** Calls `look` after every reconnection. Ends what it returns. */
  catchUp(look: () => void): () => void {
    this.lookers.add(look)
    return () => this.lookers.delete(look)
  }

  private connect(state: LiveState): void {
    this.state.value = state
    const source = this.parts.open({
      opened: () => {
        if (this.source !== source) return
        const again = this.state.value === 'lost'
        this.failures = 0
        this.state.value = 'on'
        if (again) this.lookers.forEach((look) => look())
      },
      told: (name, data) => {
        if (this.source !== source) return
        const value = parsed(data)
        if (value !== undefined) this.listeners.forEach((told) => told(name, value))
      },
      failed: () => {
        if (this.source === source) this.fail()
      },
    })
    this.source = source
  }

  private fail(): void {
    this.source?.close()
    this.source = null
    this.state.value = 'lost'
    const wait = Math.min(kFirstWait_ms * 2 ** this.failures, kLongestWait_ms)
    this.failures += 1
    this.cancelWait = this.parts.later(() => this.connect('lost'), wait)
  }
}

/** undefined: not JSON, and told to nobody. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
