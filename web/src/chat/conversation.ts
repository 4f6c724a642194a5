import { computed, reactive, ref, shallowRef, type Ref } from 'vue'
import { kRealClockwork } from './logic/clockwork'
import type { Upload } from './logic/delivery'
import { Feed, type Link } from './logic/feed'
import { Outbox, type Waiting } from './logic/outbox'
import { OutboxShelf } from './logic/outbox_shelf'
import { kPhotosPerMessage } from './logic/photo_plan'
import { Timeline } from './logic/timeline'
import { messageIds, openChoice, shownLines, spokenText } from './logic/transcript'
import { uuidOf, type Message, type Option, type Turn } from './logic/wire'
import { develop } from './phone/darkroom'
import { PictureShelf } from './phone/picture_shelf'
import * as server from './phone/server'
import { locate } from './phone/whereabouts'

const kStrangerReload_ms = 60_000
const kStrangerKey = 'xinsheng.chat.reopened'
/** How long the page shows that an answer is on its way; a person at the desk takes longer than any dots should. */
const kAnswering_ms = 12_000

const newId = (): string => uuidOf(crypto.getRandomValues(new Uint8Array(16)))

function localStore(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

/** The conversation of this visitor as the page shows it, and everything the driver can do with it. */
export function useConversation() {
  const turns = shallowRef<readonly Turn[]>([])
  const waiting = shallowRef<readonly Waiting[]>([])
  const link = ref<Link>('connecting')
  const online = ref(navigator.onLine)
  const loaded = ref(false)
  const locating = ref(false)
  const dots = answeringDots()
  const spoken = ref('')
  const notice = ref('')
  const previews = reactive(new Map<string, string>())
  const pictures = new PictureShelf()
  const timeline = new Timeline()

  const outbox = new Outbox(
    new OutboxShelf(localStore()),
    {
      deliver: server.deliver,
      upload: (picture) => uploadKept(pictures, picture),
      accepted: (sequence) => {
        feed.expect(sequence)
        if (sequence > timeline.last) dots.show()
      },
      stranger: reopenAsNewVisitor,
      discard: (keys) => {
        keys.forEach((key) => forgetPreview(previews, key))
        void pictures.remove(keys)
      },
      changed: () => {
        waiting.value = outbox.waiting()
        void showPreviews(waiting.value, pictures, previews)
      },
    },
    kRealClockwork,
  )

  const feed = new Feed(
    timeline,
    {
      history: server.history,
      events: server.events,
      link: (state) => (link.value = state),
      shown: (fresh, live) => {
        loaded.value = true
        outbox.arrived(messageIds(fresh))
        turns.value = [...timeline.turns]
        if (fresh.some((turn) => turn.lines.some((line) => line.from !== 'driver'))) dots.hide()
        if (live) spoken.value = spokenText(fresh) || spoken.value
      },
    },
    kRealClockwork,
  )

  function say(message: Message, keys: readonly string[] = []): void {
    notice.value = ''
    outbox.add(message, keys)
  }

  return {
    turns,
    waiting,
    link,
    online,
    loaded,
    locating,
    answering: dots.answering,
    spoken,
    notice,
    previews,
    /** Sends what waits from before, reads the history, and keeps up from then on. */
    start: () => {
      followPhone(online, outbox, feed)
      outbox.resume()
      feed.start()
    },
    lines: computed(() => shownLines(turns.value, Date.now())),
    /** Nothing to choose while the driver's last word is still on its way. */
    choice: computed(() => (waiting.value.some(({ state }) => state !== 'refused') ? null : openChoice(turns.value))),
    sayText: (text: string) => say({ id: newId(), kind: 'text', text }),
    choose: (option: Option, menu: number) =>
      say({ id: newId(), kind: 'button', slot: option.slot, value: option.value, menu, label: option.label }),
    sendPlace: () => sendPlace(locating, notice, say),
    sendPhotos: (files: readonly File[]) => sendPhotos(files, pictures, notice, say),
    hurry: () => outbox.hurry(),
    discard: (id: string) => outbox.remove(id),
  }
}

/** Whether an answer seems to be on its way; ends by itself. */
function answeringDots() {
  const answering = ref(false)
  let cancel = (): void => undefined
  function hide(): void {
    cancel()
    answering.value = false
  }
  function show(): void {
    cancel()
    answering.value = true
    cancel = kRealClockwork.after(kAnswering_ms, hide)
  }
  return { answering, show, hide }
}

/** Network and sleep. Phones put pages to sleep, and bring them back, without a word to their connections. */
function followPhone(online: Ref<boolean>, outbox: Outbox, feed: Feed): void {
  const wake = (): void => {
    if (document.visibilityState !== 'visible') return
    outbox.hurry()
    feed.wake()
  }
  window.addEventListener('online', () => {
    online.value = true
    outbox.hurry()
    feed.wake()
  })
  window.addEventListener('offline', () => (online.value = false))
  window.addEventListener('storage', () => outbox.resume())
  document.addEventListener('visibilitychange', wake)
  window.addEventListener('pageshow', (event) => event.persisted && wake())
}

async function uploadKept(pictures: PictureShelf, key: string): Promise<Upload> {
  const picture = await pictures.get(key)
  return picture === null ? { outcome: 'refused', reason: '这张照片没能留住，请重新选一次。' } : server.upload(picture)
}

async function sendPlace(locating: Ref<boolean>, notice: Ref<string>, say: (message: Message) => void): Promise<void> {
  if (locating.value) return
  locating.value = true
  const located = await locate()
  locating.value = false
  if ('refusal' in located) notice.value = located.refusal
  else say({ id: newId(), kind: 'location', ...located.place })
}

async function sendPhotos(
  files: readonly File[],
  pictures: PictureShelf,
  notice: Ref<string>,
  say: (message: Message, keys: readonly string[]) => void,
): Promise<void> {
  const keys: string[] = []
  let refusal = files.length > kPhotosPerMessage ? `一次最多发 ${kPhotosPerMessage} 张，先发前 ${kPhotosPerMessage} 张。` : ''
  for (const file of files.slice(0, kPhotosPerMessage)) {
    const developed = await develop(file)
    if ('refusal' in developed) {
      refusal = developed.refusal
      continue
    }
    const key = newId()
    await pictures.put(key, developed.picture)
    keys.push(key)
  }
  if (keys.length > 0) say({ id: newId(), kind: 'photo', media: [] }, keys)
  if (refusal !== '') notice.value = refusal
}

async function showPreviews(
  waiting: readonly Waiting[],
  pictures: PictureShelf,
  previews: Map<string, string>,
): Promise<void> {
  for (const key of waiting.flatMap(({ entry }) => entry.pictures)) {
    if (previews.has(key)) continue
    const picture = await pictures.get(key)
    if (picture !== null && !previews.has(key)) previews.set(key, URL.createObjectURL(picture))
  }
}

function forgetPreview(previews: Map<string, string>, key: string): void {
  const url = previews.get(key)
  if (url !== undefined) URL.revokeObjectURL(url)
  previews.delete(key)
}

/** Opening the page again makes a visitor; at most once a minute, so that a server that refuses us is not hammered. */
function reopenAsNewVisitor(): void {
  const last_ms = Number(sessionStorage.getItem(kStrangerKey) ?? 0)
  if (Date.now() - last_ms < kStrangerReload_ms) return
  sessionStorage.setItem(kStrangerKey, String(Date.now()))
  window.location.reload()
}

