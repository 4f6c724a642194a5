import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClockwork, settled } from './fake_clockwork'
import { Feed, kExpected_ms, kQuiet_ms, type EventsHandlers } from './feed'
import { Timeline } from './timeline'
import type { HistoryPage, Turn } from './wire'

const turn = (sequence: number): Turn => ({ sequence, at_ms: 0, lines: [] })

/** A server with a conversation, a history that can fail, and event streams a test speaks through. */
class World {
  readonly clockwork = new FakeClockwork()
  readonly timeline = new Timeline()
  readonly links: string[] = []
  readonly shown: { sequences: number[]; live: boolean }[] = []
  readonly asked: number[] = []
  readonly streams: { after: number; handlers: EventsHandlers; open: boolean }[] = []
  server: Turn[] = []
  pageSize = 100
  historyDown = false

  readonly feed = new Feed(
    this.timeline,
    {
      history: async (after): Promise<HistoryPage> => {
        this.asked.push(after)
        if (this.historyDown) throw new Error('down')
        const rest = this.server.filter((each) => each.sequence > after)
        return { turns: rest.slice(0, this.pageSize), more: rest.length > this.pageSize }
      },
      events: (after, handlers) => {
        const stream = { after, handlers, open: true }
        this.streams.push(stream)
        return () => {
          stream.open = false
        }
      },
      shown: (turns, live) => this.shown.push({ sequences: turns.map((each) => each.sequence), live }),
      link: (link) => this.links.push(link),
    },
    this.clockwork,
  )

  get stream() {
    return this.streams[this.streams.length - 1]!
  }
  get sequences() {
    return this.timeline.turns.map((each) => each.sequence)
  }
  async begin(turns: number) {
    this.server = Array.from({ length: turns }, (_, index) => turn(index + 1))
    this.feed.start()
    await settled()
    this.stream.handlers.opened()
  }
}

let world: World
beforeEach(() => {
  world = new World()
})

describe('at the start', () => {
  it('the whole history is read page by page, then the stream is opened after it', async () => {
    world.pageSize = 2
    await world.begin(5)
    expect(world.sequences).toEqual([1, 2, 3, 4, 5])
    expect(world.asked).toEqual([0, 2, 4])
    expect(world.streams.map((each) => each.after)).toEqual([5])
    expect(world.shown.map((each) => each.live)).toEqual([false, false, false, false])
    expect(world.links).toEqual(['connecting', 'live'])
  })
  it('a server that is down is asked again until it answers, ever more slowly', async () => {
    world.historyDown = true
    world.feed.start()
    await world.clockwork.pass(10_000)
    expect(world.asked.length).toBe(4)
    expect(world.links).toContain('lost')
    expect(world.streams).toEqual([])
    world.historyDown = false
    await world.clockwork.pass(30_000)
    expect(world.streams.length).toBe(1)
  })
  it('the first page counts as what was there before', async () => {
    await world.begin(2)
    expect(world.shown[0]).toEqual({ sequences: [1, 2], live: false })
  })
})

describe('events', () => {
  it('are shown in order, once', async () => {
    await world.begin(1)
    for (const sequence of [2, 2, 1, 3]) world.stream.handlers.turn(turn(sequence))
    expect(world.sequences).toEqual([1, 2, 3])
    expect(world.asked).toEqual([0])
  })
  it('after a gap wait for the history, and nothing is shown twice', async () => {
    await world.begin(1)
    world.server.push(turn(2), turn(3), turn(4))
    world.stream.handlers.turn(turn(4))
    world.stream.handlers.turn(turn(3))
    expect(world.sequences).toEqual([1])
    await settled()
    expect(world.sequences).toEqual([1, 2, 3, 4])
    expect(world.shown.slice(-1)).toEqual([{ sequences: [2, 3, 4], live: true }])
  })
  it('that come while the history is read are not lost when its answer is older', async () => {
    await world.begin(1)
    world.server.push(turn(2), turn(3))
    world.stream.handlers.turn(turn(3))
    world.stream.handlers.turn(turn(5))
    await settled()
    expect(world.sequences).toEqual([1, 2, 3])
    world.server.push(turn(4), turn(5))
    await world.clockwork.pass(2_000)
    expect(world.sequences).toEqual([1, 2, 3, 4, 5])
  })
  it('that cannot be read make the history be asked', async () => {
    await world.begin(1)
    world.server.push(turn(2))
    world.stream.handlers.turn(null)
    await settled()
    expect(world.sequences).toEqual([1, 2])
  })
  it('after a gap are caught up with even if the history fails at first', async () => {
    await world.begin(1)
    world.server.push(turn(2), turn(3))
    world.historyDown = true
    world.stream.handlers.turn(turn(3))
    await world.clockwork.pass(3_000)
    expect(world.sequences).toEqual([1])
    world.historyDown = false
    await world.clockwork.pass(30_000)
    expect(world.sequences).toEqual([1, 2, 3])
  })
})

describe('a broken stream', () => {
  it('is opened again after the last turn shown, ever more slowly', async () => {
    await world.begin(3)
    world.stream.handlers.failed()
    expect(world.stream.open).toBe(false)
    expect(world.links.slice(-1)).toEqual(['lost'])
    await world.clockwork.pass(1_000)
    expect(world.streams.map((each) => each.after)).toEqual([3, 3])
    world.stream.handlers.failed()
    await world.clockwork.pass(1_000)
    expect(world.streams.length).toBe(2)
    await world.clockwork.pass(1_000)
    expect(world.streams.length).toBe(3)
    world.stream.handlers.opened()
    expect(world.links.slice(-1)).toEqual(['live'])
  })
  it('is opened at once when the driver looks at the page again', async () => {
    await world.begin(1)
    world.stream.handlers.failed()
    world.feed.wake()
    expect(world.streams.length).toBe(2)
    await world.clockwork.pass(5_000)
    expect(world.streams.length).toBe(2)
  })
  it('that fails twice is replaced once', async () => {
    await world.begin(1)
    const broken = world.stream
    broken.handlers.failed()
    broken.handlers.failed()
    await world.clockwork.pass(1_500)
    expect(world.streams.length).toBe(2)
  })
})

describe('a stream that holds turns back', () => {
  it('is found out when a promised turn does not come', async () => {
    await world.begin(1)
    world.server.push(turn(2))
    world.feed.expect(2)
    await world.clockwork.pass(kExpected_ms)
    expect(world.sequences).toEqual([1, 2])
  })
  it('is not suspected when the promised turn comes', async () => {
    await world.begin(1)
    world.feed.expect(2)
    world.stream.handlers.turn(turn(2))
    await world.clockwork.pass(kExpected_ms)
    expect(world.asked).toEqual([0])
  })
  it('is checked after a long silence and replaced if it hid something', async () => {
    await world.begin(1)
    await world.clockwork.pass(kQuiet_ms)
    expect(world.streams.length).toBe(1)
    world.server.push(turn(2))
    await world.clockwork.pass(kQuiet_ms)
    expect(world.sequences).toEqual([1, 2])
    expect(world.streams.map((each) => [each.after, each.open])).toEqual([[1, false], [2, true]])
  })
  it('is checked when the driver looks at the page again', async () => {
    await world.begin(1)
    world.server.push(turn(2))
    world.feed.wake()
    await settled()
    expect(world.sequences).toEqual([1, 2])
  })
})
