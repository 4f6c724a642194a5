import { beforeEach, describe, expect, it } from 'vitest'
import type { Delivery, Upload } from './delivery'
import { FakeClockwork, settled } from './fake_clockwork'
import { Outbox } from './outbox'
import { OutboxShelf, type TextStore } from './outbox_shelf'
import type { Message } from './wire'

class Disk implements TextStore {
  readonly kept = new Map<string, string>()
  full = false
  getItem(key: string) {
    return this.kept.get(key) ?? null
  }
  setItem(key: string, value: string) {
    if (this.full) throw new Error('quota')
    this.kept.set(key, value)
  }
}

const say = (id: string): Message => ({ id, kind: 'text', text: `话 ${id}` })
const photo = (id: string): Message => ({ id, kind: 'photo', media: [] })
const kRetry: Delivery = { outcome: 'retry', retryAfter_ms: 0 }

/** A page with an outbox, and a server that answers what a test has prepared (accepting by default). */
class World {
  readonly clockwork = new FakeClockwork()
  readonly delivered: Message[] = []
  readonly uploaded: string[] = []
  readonly promised: number[] = []
  readonly discarded: string[] = []
  strangers = 0
  answers: (Delivery | Error)[] = []
  uploads: Upload[] = []
  /** While set, no answer comes. */
  hold: Promise<void> | null = null
  outbox: Outbox

  constructor(readonly disk: Disk | null = new Disk()) {
    this.outbox = this.open()
  }

  /** What a reload does: a new page over the same disk. */
  open(): Outbox {
    this.outbox = new Outbox(
      new OutboxShelf(this.disk),
      {
        deliver: async (message) => {
          this.delivered.push(message)
          const answer = this.answers.shift() ?? { outcome: 'accepted', sequence: this.delivered.length }
          await this.hold
          if (answer instanceof Error) throw answer
          return answer
        },
        upload: async (picture) => {
          this.uploaded.push(picture)
          return this.uploads.shift() ?? { outcome: 'stored', media: `m-${picture}` }
        },
        accepted: (sequence) => this.promised.push(sequence),
        stranger: () => (this.strangers += 1),
        discard: (pictures) => this.discarded.push(...pictures),
        changed: () => undefined,
      },
      this.clockwork,
    )
    return this.outbox
  }

  get states() {
    return this.outbox.waiting().map(({ entry, state }) => `${entry.message.id}:${state}`)
  }
  get sentIds() {
    return this.delivered.map((message) => message.id)
  }
}

let world: World
beforeEach(() => {
  world = new World()
})

describe('a message', () => {
  it('is on disk before it is sent', () => {
    let keptAtSending = ''
    world.hold = new Promise(() => undefined)
    world.outbox.add(say('a'))
    keptAtSending = [...world.disk!.kept.values()].join()
    expect(keptAtSending).toContain('话 a')
    expect(world.states).toEqual(['a:waiting'])
  })
  it('leaves the disk when the server has promised it, and the page when it stands in the conversation', async () => {
    world.outbox.add(say('a'))
    await settled()
    expect(world.states).toEqual(['a:sent'])
    expect(world.promised).toEqual([1])
    expect([...world.disk!.kept.values()]).toEqual(['[]'])
    world.outbox.arrived(new Set(['a']))
    expect(world.states).toEqual([])
  })
  it('that stands in the conversation is not sent again, though its answer was lost', async () => {
    world.answers = [new Error('line broke')]
    world.outbox.add(say('a'))
    await settled()
    world.outbox.arrived(new Set(['a']))
    await world.clockwork.pass(60_000)
    expect(world.sentIds).toEqual(['a'])
    expect(world.states).toEqual([])
  })
  it('whose turn comes before its answer does not come back', async () => {
    let release = (): void => undefined
    world.hold = new Promise((resolve) => (release = resolve))
    world.outbox.add(say('a'))
    world.outbox.arrived(new Set(['a']))
    release()
    await settled()
    expect(world.states).toEqual([])
  })
  it('survives a reload with its id', async () => {
    world.answers = [kRetry]
    world.outbox.add(say('a'))
    await settled()
    world.open().resume()
    await settled()
    expect(world.sentIds).toEqual(['a', 'a'])
  })
})

describe('several messages', () => {
  it('go one at a time, in order', async () => {
    let release = (): void => undefined
    world.hold = new Promise((resolve) => (release = resolve))
    for (const id of ['a', 'b', 'c']) world.outbox.add(say(id))
    await settled()
    expect(world.sentIds).toEqual(['a'])
    release()
    await settled()
    expect(world.sentIds).toEqual(['a', 'b', 'c'])
  })
  it('wait behind one that must be tried again', async () => {
    world.answers = [kRetry, kRetry]
    world.outbox.add(say('a'))
    world.outbox.add(say('b'))
    await settled()
    expect(world.states).toEqual(['a:retrying', 'b:waiting'])
    await world.clockwork.pass(10_000)
    expect(world.sentIds).toEqual(['a', 'a', 'a', 'b'])
  })
  it('do not wait behind one that was refused', async () => {
    world.answers = [{ outcome: 'refused', reason: '太长了' }]
    world.outbox.add(say('a'))
    world.outbox.add(say('b'))
    await settled()
    expect(world.states).toEqual(['b:sent', 'a:refused'])
    expect(world.outbox.waiting()[1]?.entry.refusal).toBe('太长了')
  })
})

describe('a failed attempt', () => {
  it('is repeated with growing waits', async () => {
    world.answers = [kRetry, kRetry, new Error('down'), kRetry]
    world.outbox.add(say('a'))
    const attempts: number[] = []
    for (let second = 0; second < 14; second += 1) {
      await world.clockwork.pass(second === 0 ? 0 : 1_000)
      attempts.push(world.delivered.length)
    }
    // Waits of 0.75, 1.5, 3 and 6 s.
    expect(attempts).toEqual([1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5])
    expect(world.states).toEqual(['a:sent'])
  })
  it('is repeated at once when the network is back', async () => {
    world.answers = [kRetry, kRetry, kRetry]
    world.outbox.add(say('a'))
    await settled()
    world.outbox.hurry()
    await settled()
    expect(world.delivered.length).toBe(2)
  })
  it('is not repeated before the time the server asked for, hurry or not', async () => {
    world.answers = [{ outcome: 'retry', retryAfter_ms: 20_000 }]
    world.outbox.add(say('a'))
    await settled()
    world.outbox.hurry()
    await world.clockwork.pass(19_999)
    expect(world.delivered.length).toBe(1)
    await world.clockwork.pass(1_000)
    expect(world.delivered.length).toBe(2)
  })
  it('is repeated one by one however often the driver hurries', async () => {
    world.answers = [kRetry, kRetry]
    world.outbox.add(say('a'))
    await settled()
    world.hold = new Promise(() => undefined)
    for (let tap = 0; tap < 5; tap += 1) world.outbox.hurry()
    await world.clockwork.pass(60_000)
    expect(world.delivered.length).toBe(2)
  })
  it('for a visitor the server forgot reopens the page and keeps the message', async () => {
    world.answers = [{ outcome: 'stranger' }]
    world.outbox.add(say('a'))
    await settled()
    expect(world.strangers).toBe(1)
    expect([...world.disk!.kept.values()].join()).toContain('话 a')
  })
})

describe('pictures', () => {
  it('are uploaded first, then the message names them', async () => {
    world.outbox.add(photo('p'), ['k1', 'k2'])
    await settled()
    expect(world.delivered).toEqual([{ id: 'p', kind: 'photo', media: ['m-k1', 'm-k2'] }])
    expect(world.discarded).toEqual([])
    world.outbox.arrived(new Set(['p']))
    expect(world.discarded).toEqual(['k1', 'k2'])
  })
  it('that are stored are not uploaded again after a reload', async () => {
    world.uploads = [{ outcome: 'stored', media: 'm1' }, { outcome: 'retry', retryAfter_ms: 0 }]
    world.outbox.add(photo('p'), ['k1', 'k2'])
    await settled()
    world.open().resume()
    await settled()
    expect(world.uploaded).toEqual(['k1', 'k2', 'k2'])
    expect(world.delivered).toEqual([{ id: 'p', kind: 'photo', media: ['m1', 'm-k2'] }])
  })
  it('that are refused show why, and are thrown away with the message', async () => {
    world.uploads = [{ outcome: 'refused', reason: '只收照片' }]
    world.outbox.add(photo('p'), ['k1'])
    await settled()
    expect(world.states).toEqual(['p:refused'])
    world.outbox.remove('p')
    expect(world.discarded).toEqual(['k1'])
    expect(world.states).toEqual([])
  })
})

describe('two tabs', () => {
  it('share one shelf and do not undo each other', async () => {
    const other = new OutboxShelf(world.disk)
    world.hold = new Promise(() => undefined)
    world.outbox.add(say('a'))
    other.change((entries) => [...entries, { message: say('b'), pictures: [], refusal: '', written_ms: 0 }])
    expect(world.states).toEqual(['a:waiting', 'b:waiting'])
  })
})

describe('a browser that keeps nothing', () => {
  it('still sends in order', async () => {
    world = new World(null)
    world.outbox.add(say('a'))
    world.outbox.add(say('b'))
    await settled()
    expect(world.sentIds).toEqual(['a', 'b'])
    expect(world.states).toEqual(['a:sent', 'b:sent'])
  })
  it('when the disk fills up, keeps what is new in memory', async () => {
    world.disk!.full = true
    world.answers = [kRetry]
    world.outbox.add(say('a'))
    world.outbox.add(say('b'))
    await world.clockwork.pass(5_000)
    expect(world.sentIds).toEqual(['a', 'a', 'b'])
  })
  it('and one with rubbish on the shelf starts empty', () => {
    for (const rubbish of ['{', '7', '[1,null,{"message":{"id":"x"}}]']) {
      const disk = new Disk()
      disk.kept.set('xinsheng.chat.outbox.1', rubbish)
      expect(new OutboxShelf(disk).entries()).toEqual([])
    }
  })
})
