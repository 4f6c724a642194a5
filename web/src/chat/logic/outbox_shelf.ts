import type { Message } from './wire'

export interface Entry {
  readonly message: Message
  /** Keys of pictures that are not uploaded yet; their media ids join the message one by one. */
  readonly pictures: readonly string[]
  /** Why the server refused it; empty while it waits to be sent. */
  readonly refusal: string
  readonly written_ms: number
}

export interface TextStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

const kKey = 'xinsheng.chat.outbox.1'
const kKinds = ['text', 'button', 'location', 'photo']

function isEntry(value: unknown): value is Entry {
  const entry = value as Entry | null
  return (
    typeof entry === 'object' &&
    entry !== null &&
    typeof entry.message?.id === 'string' &&
    kKinds.includes(entry.message.kind) &&
    Array.isArray(entry.pictures) &&
    typeof entry.refusal === 'string' &&
    typeof entry.written_ms === 'number'
  )
}

/**
 * The outbox as it survives a reload. All tabs of this browser share it, so it is read anew before every change. When
 * the browser keeps nothing (private mode, full disk) the list lives in memory as long as the page does.
 */
export class OutboxShelf {
  private memory_: readonly Entry[] = []
  private memoryOnly_ = false

  constructor(private readonly store_: TextStore | null) {}

  entries(): readonly Entry[] {
    if (this.store_ === null || this.memoryOnly_) return this.memory_
    try {
      const kept: unknown = JSON.parse(this.store_.getItem(kKey) ?? '[]')
      return Array.isArray(kept) ? kept.filter(isEntry) : []
    } catch {
      return this.memory_
    }
  }

  /** Applies a change to what is kept now. Afterwards `entries()` is the result, on disk if the browser allows. */
  change(edit: (entries: readonly Entry[]) => readonly Entry[]): void {
    this.memory_ = edit(this.entries())
    try {
      if (this.store_ === null) return
      this.store_.setItem(kKey, JSON.stringify(this.memory_))
      this.memoryOnly_ = false
    } catch {
      this.memoryOnly_ = true
    }
  }
}
