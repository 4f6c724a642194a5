import { describe, expect, it } from 'vitest'
import { Feed, type SourceEvents } from './feed'

function made() {
  const opened: SourceEvents[] = []
  const waits: Array<{ act: () => void; wait_ms: number }> = []
  const feed = new Feed({
    open: (events) => {
      opened.push(events)
      return { close: () => undefined }
    },
    later: (act, wait_ms) => {
      waits.push({ act, wait_ms })
      return () => undefined
    },
  })
  return { feed, opened, waits }
}

describe('the live feed', () => {
  it('tells what it hears to whoever listens, and passes over what is not JSON', () => {
    const { feed, opened } = made()
    const heard: unknown[] = []
    feed.listen((name, data) => heard.push([name, data]))
    feed.start()
    opened[0]!.opened()
    opened[0]!.told('changed', '{"id":3}')
    opened[0]!.told('changed', '{"id":')
    expect(heard).toEqual([['changed', { id: 3 }]])
  })

  it('shows a lost connection, waits longer each time, and lets everybody look again once it is back', () => {
    const { feed, opened, waits } = made()
    let looks = 0
    feed.catchUp(() => ++looks)
    feed.start()
    opened[0]!.opened()
    expect([feed.state.value, looks]).toEqual(['on', 0])
    opened[0]!.failed()
    expect(feed.state.value).toBe('lost')
    waits[0]!.act()
    opened[1]!.failed()
    waits[1]!.act()
    expect(waits.map((each) => each.wait_ms)).toEqual([1000, 2000])
    opened[2]!.opened()
    expect([feed.state.value, looks]).toEqual(['on', 1])
  })

  it('never waits longer than a quarter of a minute', () => {
    const { feed, opened, waits } = made()
    feed.start()
    for (let i = 0; i < 12; i += 1) {
      opened[i]!.failed()
      waits[i]!.act()
    }
    expect(Math.max(...waits.map((each) => each.wait_ms))).toBe(15_000)
  })

  it('does not hear a connection it has given up', () => {
    const { feed, opened, waits } = made()
    const heard: unknown[] = []
    feed.listen((name) => heard.push(name))
    feed.start()
    opened[0]!.failed()
    waits[0]!.act()
    opened[0]!.told('late', '{}')
    opened[0]!.opened()
    expect([heard, feed.state.value]).toEqual([[], 'lost'])
  })

  it('is off once it is stopped, and begins anew without catching up', () => {
    const { feed, opened } = made()
    let looks = 0
    feed.catchUp(() => ++looks)
    feed.start()
    opened[0]!.opened()
    feed.stop()
    expect(feed.state.value).toBe('off')
    feed.start()
    opened[1]!.opened()
    expect(looks).toBe(0)
  })
})
