// The feed over the browser's event stream.
import { Feed } from './feed'
import { kRoutes } from '../api/shapes'

export const feed = new Feed({
  open: (events) => {
    const source = new EventSource(kRoutes.events.path)
    source.addEventListener('open', events.opened)
    for (const name of ['changed', 'presence']) source.addEventListener(name, (event) => events.told(name, (event as MessageEvent<string>).data))
    source.addEventListener('error', events.failed)
    return source
  },
  later: (act, wait_ms) => {
    const timer = setTimeout(act, wait_ms)
    return () => clearTimeout(timer)
  },
})

interface Changed {
  all?: boolean
  conversations?: number[]
}

/** The conversations that are told to have changed; none where everything may have, or something else was told. */
export const conversationsIn = (data: unknown): number[] => (data as Changed).conversations ?? []

/** Whether what was told is a change of this conversation; 0: of any. */
export function concerns(data: unknown, conversation: number): boolean {
  const told = data as Changed
  if (told.all === true) return true
  return conversation === 0 ? conversationsIn(data).length > 0 : conversationsIn(data).includes(conversation)
}
