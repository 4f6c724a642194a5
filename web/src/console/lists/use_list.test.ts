import { describe, expect, it } from 'vitest'
import { useList } from './use_list'

interface Row {
  id: number
}
/** A server with rows 1…n, three to a page. */
function list(rows: Row[]) {
  const asked: Array<[string | undefined, boolean]> = []
  const made = useList<Row, { items: Row[]; next?: string }>({
    ask: async (before, told) => {
      asked.push([before, told])
      const start = before ? rows.findIndex((row) => String(row.id) === before) + 1 : 0
      const items = rows.slice(start, start + 3)
      return start + 3 < rows.length ? { items, next: String(items[2]!.id) } : { items }
    },
    idOf: (row) => row.id,
    moves: (row, changed) => changed.has(row.id),
  })
  return { asked, made, ids: () => made.shown.value.map((row) => row.id) }
}
const rows = (ids: number[]) => ids.map((id) => ({ id }))

describe('a list', () => {
  it('shows page behind page, each row once', async () => {
    const { made, ids } = list(rows([7, 6, 5, 4, 3, 2, 1]))
    await made.again()
    await made.showMore()
    await made.showMore()
    expect(ids()).toEqual([7, 6, 5, 4, 3, 2, 1])
    expect(made.next.value).toBeUndefined()
  })
  it('leaves an older row that changed to the newest page, and keeps the others', async () => {
    const server = rows([7, 6, 5, 4, 3, 2])
    const { made, ids } = list(server)
    await made.again()
    await made.showMore()
    server.unshift(...server.splice(4, 1)) // 3 was heard again
    await made.look([3])
    expect(ids()).toEqual([3, 7, 6, 4, 2])
  })
  it('begins anew for another filter', async () => {
    const { made, asked, ids } = list(rows([7, 6, 5, 4]))
    await made.again()
    await made.showMore()
    await made.reset()
    expect(ids()).toEqual([7, 6, 5])
    expect(asked.at(-1)).toEqual([undefined, false])
  })
})
