// The feed over the browser's event stream.
import { Feed } from './feed'
import { kRoutes } from '../api/shapes'

export const feed = new Feed({
  open: (events) => {
    const source = new EventSource(kRoutes.events.path)
    source.addEventListener('open', events.opened)
    source.addEventListener('changed', (event) => events.told('changed', (event as MessageEvent<string>).data))
    source.addEventListener('error', events.failed)
    return source
  },
  later: (act, wait_ms) => {
    const timer = setTimeout(act, wait_ms)
    return () => clearTimeout(timer)
  },
})

/** Whether what was told concerns this conversation; 0: any. */
export function concerns(data: unknown, conversation: number): boolean {
  const told = data as { all?: boolean; conversations?: number[] }
  return told.all === true || conversation === 0 || (told.conversations ?? []).includes(conversation)
}
