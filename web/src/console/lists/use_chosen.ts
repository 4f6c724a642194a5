// The rows somebody chose, in the list's order. A row that leaves the list is not chosen any more.
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { RowId } from './bulk'

export interface Chosen {
  ids: ComputedRef<RowId[]>
  has: (id: RowId) => boolean
  turn: (id: RowId) => void
  leave: (id: RowId) => void
  clear: () => void
}

export function useChosen<Row>(rows: Ref<readonly Row[]>, idOf: (row: Row) => RowId): Chosen {
  const kept = ref(new Set<RowId>())
  return {
    ids: computed(() => (kept.value.size ? rows.value.map(idOf).filter((id) => kept.value.has(id)) : [])),
    has: (id) => kept.value.has(id),
    turn: (id) => void (kept.value.has(id) ? kept.value.delete(id) : kept.value.add(id)),
    leave: (id) => void kept.value.delete(id),
    clear: () => kept.value.clear(),
  }
}
