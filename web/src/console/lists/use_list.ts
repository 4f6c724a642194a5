// A list page by page: the newest page is asked for again whenever something changed, the older ones once.
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { kListPace_ms, oneAtATime } from '../parts/one_at_a_time'
import { sentenceOf, useAsked } from '../parts/use_asked'

export interface Page<Row> {
  items: Row[]
  next?: string
}
export interface ListParts<Row, Answer extends Page<Row>> {
  /** `told`: because the feed told of a change; what every page asks for at that moment may be answered once. */
  ask: (before: string | undefined, told: boolean) => Promise<Answer>
  idOf: (row: Row) => string | number
  /** Whether an older row that changed stands in front of all others from then on: then it is left to the newest page. */
  moves: (row: Row, changed: ReadonlySet<number>) => boolean
}
export interface List<Row, Answer> {
  newest: ShallowRef<Answer | null>
  shown: ComputedRef<Row[]>
  next: Ref<string | undefined>
  busy: Ref<boolean>
  fault: Ref<string>
  /** At the first change at once, then four times a second at the most. */
  look: (changed?: readonly number[]) => Promise<void>
  again: () => Promise<void>
  showMore: () => Promise<void>
  /** For another filter. */
  reset: () => Promise<void>
}

export function useList<Row, Answer extends Page<Row>>(parts: ListParts<Row, Answer>): List<Row, Answer> {
  const older = shallowRef<Row[]>([])
  const next = ref<string | undefined>()
  let told = false
  let changed = new Set<number>()
  let filter = 0 // counts resets: what was asked for with another filter is not shown
  let loading = false

  const page = useAsked(async () => {
    const moved = changed
    changed = new Set()
    const answer = await parts.ask(undefined, told)
    if (moved.size) older.value = older.value.filter((row) => !parts.moves(row, moved))
    if (older.value.length === 0) next.value = answer.next
    return answer
  })
  const shown = computed(() => {
    const newest = page.value.value?.items ?? []
    const ids = new Set(newest.map(parts.idOf))
    return older.value.length ? [...newest, ...older.value.filter((row) => !ids.has(parts.idOf(row)))] : newest
  })
  const lookOnce = oneAtATime(async () => {
    told = true
    await page.again()
    told = false
  }, kListPace_ms)

  async function showMore(): Promise<void> {
    if (loading || !next.value) return
    loading = true
    const own = filter
    try {
      const answer = await parts.ask(next.value, false)
      if (own === filter) {
        older.value = [...older.value, ...answer.items]
        next.value = answer.next
      }
    } catch (error) {
      if (own === filter) page.fault.value = sentenceOf(error)
    }
    loading = false
  }
  return {
    newest: page.value,
    shown,
    next,
    busy: page.busy,
    fault: page.fault,
    look: (ids = []) => {
      ids.forEach((id) => changed.add(id))
      return lookOnce()
    },
    again: page.again,
    showMore,
    reset: async () => {
      filter += 1
      older.value = []
      next.value = undefined
      page.value.value = null
      await page.again()
    },
  }
}
