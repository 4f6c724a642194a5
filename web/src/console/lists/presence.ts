// Who is where right now. The feed tells; this page says where it is, again and again, as long as it is there.
import { onBeforeUnmount, onMounted, shallowReactive, watch, type WatchSource } from 'vue'
import { feed } from '../live/browser_feed'
import { ask, client, may, person } from '../shell/person'

export interface Present {
  name: string
  display: string
  typing: boolean
}

const kAgain_ms = 20_000
const kTypingAgain_ms = 3000
const page = client.newKey().slice(0, 32)
const places = shallowReactive(new Map<string, Present[]>())

feed.listen((name, data) => {
  if (name !== 'presence') return
  for (const [at, people] of Object.entries(data as Record<string, Present[]>)) {
    if (people.length) places.set(at, people)
    else places.delete(at)
  }
})
feed.catchUp(() => places.clear()) // whoever is there still is told next

/** Colleagues, without oneself. */
export const peopleAt = (at: string): Present[] => (places.get(at) ?? []).filter((one) => one.name !== person.value?.name)

/** What fits on a row: a Chinese name's last two characters, else two letters. */
export function initials(display: string): string {
  const points = [...display.trim()]
  return /\p{Script=Han}/u.test(display) ? points.slice(-2).join('') : points.slice(0, 2).join('').toUpperCase()
}

/** Says that this page is at `at` while the component lives, and that somebody types while `words` change. */
export function useWhere(at: string, words?: WatchSource<string>): void {
  let typing_at = 0
  const say = (where: string, typing: boolean) => {
    // Nobody waits for it, and what is lost is said again.
    if (may('present')) void ask('present', { body: { page, at: where, typing } }).catch(() => undefined)
  }
  const timer = setInterval(() => say(at, false), kAgain_ms)
  if (words) watch(words, (text) => {
    if (text === '' || Date.now() - typing_at < kTypingAgain_ms) return
    typing_at = Date.now()
    say(at, true)
  })
  onMounted(() => say(at, false))
  onBeforeUnmount(() => {
    clearInterval(timer)
    say('', false)
  })
}
