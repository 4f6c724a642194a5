import { ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { useChosen } from './use_chosen'

describe('chosen rows', () => {
  it('stand in the order of the list, and those that left it are not chosen', () => {
    const rows = ref([3, 2, 1])
    const chosen = useChosen(rows, (id) => id)
    chosen.turn(1)
    chosen.turn(3)
    chosen.turn(2)
    chosen.turn(2)
    expect(chosen.ids.value).toEqual([3, 1])
    rows.value = [4, 3]
    expect(chosen.ids.value).toEqual([3])
    chosen.leave(3)
    expect(chosen.ids.value).toEqual([])
  })
})
