import { retryDelay, type Clockwork } from './clockwork'
import type { Delivery, Upload } from './delivery'
import type { Entry, OutboxShelf } from './outbox_shelf'
import type { Message } from './wire'

export interface OutboxPorts {
  deliver(message: Message): Promise<Delivery>
  /** Uploads the picture kept under a key. */
  upload(picture: string): Promise<Upload>
  /** A message is durable at the server, as the turn with this sequence. */
  accepted(sequence: number): void
  /** The server does not know this visitor any more. */
  stranger(): void
  /** These pictures are needed no longer. */
  discard(pictures: readonly string[]): void
  changed(): void
}

export interface Waiting {
  readonly entry: Entry
  readonly state: 'waiting' | 'retrying' | 'sent' | 'refused'
}

/**
 * Everything the driver has said and the conversation does not show yet. A message is on the shelf before anything is
 * sent and leaves it only when the server has promised it is durable, or the driver throws it away. Messages go one at a
 * time in the order they were written; a refused one steps aside, a failed one is tried again for ever.
 */
export class Outbox {
  /** Promised by the server, not shown as a turn yet; pictures by their message for the bubble. */
  private sent_: Entry[] = []
  private readonly picturesOf_ = new Map<string, string[]>()
  private sending_ = false
  private failures_ = 0
  private notBefore_ms = 0
  private cancelTimer_: (() => void) | null = null

  constructor(
    private readonly shelf_: OutboxShelf,
    private readonly ports_: OutboxPorts,
    private readonly clockwork_: Clockwork,
  ) {}

  /** What to show under the conversation, in order. */
  waiting(): Waiting[] {
    const kept = this.shelf_.entries()
    const retryingId = this.failures_ > 0 ? this.head()?.message.id : undefined
    return [
      ...this.sent_.map((entry): Waiting => ({ entry, state: 'sent' })),
      ...kept.map((entry): Waiting => {
        if (entry.refusal !== '') return { entry, state: 'refused' }
        return { entry, state: entry.message.id === retryingId ? 'retrying' : 'waiting' }
      }),
    ]
  }

  add(message: Message, pictures: readonly string[] = []): void {
    const entry: Entry = { message, pictures, refusal: '', written_ms: this.clockwork_.now() }
    this.shelf_.change((entries) => [...entries, entry])
    this.ports_.changed()
    void this.pump()
  }

  /** Sends what waits (at start, and when another tab has changed the shelf). */
  resume(): void {
    this.ports_.changed()
    void this.pump()
  }

  /** The network is back or the driver is impatient: try now, unless the server has asked for patience. */
  hurry(): void {
    if (this.cancelTimer_ === null || this.clockwork_.now() < this.notBefore_ms) return
    this.cancelTimer_()
    this.cancelTimer_ = null
    void this.pump()
  }

  /** Throws an entry away, with its pictures; the caller has what it needs of it. */
  remove(id: string): void {
    const entry = this.shelf_.entries().find((each) => each.message.id === id)
    this.drop(id)
    if (entry) this.ports_.discard(entry.pictures)
    this.ports_.changed()
  }

  /** These messages stand in the conversation now, so they are durable, whatever became of the answer to us. */
  arrived(ids: ReadonlySet<string>): void {
    if (ids.size === 0) return
    const mine = [...this.sent_, ...this.shelf_.entries()].filter((entry) => ids.has(entry.message.id))
    if (mine.length === 0) return
    this.sent_ = this.sent_.filter((entry) => !ids.has(entry.message.id))
    for (const entry of mine) {
      this.drop(entry.message.id)
      this.ports_.discard(this.picturesOf_.get(entry.message.id) ?? entry.pictures)
      this.picturesOf_.delete(entry.message.id)
    }
    this.ports_.changed()
  }

  private head(): Entry | undefined {
    return this.shelf_.entries().find((entry) => entry.refusal === '')
  }

  private drop(id: string): void {
    if (!this.shelf_.entries().some((entry) => entry.message.id === id)) return
    this.shelf_.change((entries) => entries.filter((entry) => entry.message.id !== id))
  }

  private edit(id: string, change: (entry: Entry) => Entry): void {
    this.shelf_.change((entries) => entries.map((entry) => (entry.message.id === id ? change(entry) : entry)))
  }

  private async pump(): Promise<void> {
    if (this.sending_ || this.cancelTimer_ !== null) return
    this.sending_ = true
    for (let entry = this.head(); entry !== undefined; entry = this.head()) {
      const delivery = await this.send(entry)
      if (!this.settle(entry, delivery)) break
    }
    this.sending_ = false
  }

  /** Uploads the pictures that are still here, one by one, each kept as soon as it is stored; then the message. */
  private async send(entry: Entry): Promise<Delivery> {
    try {
      let message = entry.message
      for (const picture of entry.pictures) {
        const upload = await this.ports_.upload(picture)
        if (upload.outcome !== 'stored') return upload
        if (message.kind !== 'photo') continue
        message = { ...message, media: [...message.media, upload.media] }
        this.keepUpload(message, picture)
      }
      return await this.ports_.deliver(message)
    } catch {
      return { outcome: 'retry', retryAfter_ms: 0 }
    }
  }

  private keepUpload(message: Message, picture: string): void {
    const known = this.picturesOf_.get(message.id) ?? []
    this.picturesOf_.set(message.id, [...known, picture])
    this.edit(message.id, (entry) => ({ ...entry, message, pictures: entry.pictures.filter((key) => key !== picture) }))
  }

  /** Books the outcome; false when sending must pause. */
  private settle(entry: Entry, delivery: Delivery): boolean {
    const id = entry.message.id
    switch (delivery.outcome) {
      case 'accepted': {
        this.failures_ = 0
        const kept = this.shelf_.entries().find((each) => each.message.id === id)
        this.drop(id)
        // Already gone: the turn has come before the answer, and the bubble with it.
        if (kept) this.sent_.push(kept)
        this.ports_.changed()
        this.ports_.accepted(delivery.sequence)
        return true
      }
      case 'refused':
        this.failures_ = 0
        this.edit(id, (each) => ({ ...each, refusal: delivery.reason }))
        this.ports_.changed()
        return true
      case 'stranger':
        this.ports_.stranger()
        this.tryLater(0)
        return false
      case 'retry':
        this.tryLater(delivery.retryAfter_ms)
        return false
    }
  }

  private tryLater(retryAfter_ms: number): void {
    this.failures_ += 1
    this.notBefore_ms = this.clockwork_.now() + retryAfter_ms
    const delay_ms = retryDelay(this.failures_, this.clockwork_.random(), retryAfter_ms)
    this.cancelTimer_ = this.clockwork_.after(delay_ms, () => {
      this.cancelTimer_ = null
      void this.pump()
    })
    this.ports_.changed()
  }
}
