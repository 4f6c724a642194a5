import { describe, expect, it } from 'vitest'
import { Refusal } from '../api/client'
import { Bulk, type Outcome } from './bulk'

function parts() {
  let n = 0
  return { newKey: () => `key ${++n}`, sentenceOf: (error: unknown) => (error as Error).message }
}

describe('an act on several rows', () => {
  it('is refused for one row with its sentence and done for the others', async () => {
    const told: Outcome[] = []
    await new Bulk(parts()).actOnEach(
      'take',
      [1, 2, 3],
      async (id) => {
        if (id === 2) throw new Refusal(409, 'conflict', '别人正在接待')
      },
      (outcome) => told.push(outcome),
    )
    expect(told).toEqual([
      { id: 1, done: true, sentence: '' },
      { id: 2, done: false, sentence: '别人正在接待' },
      { id: 3, done: true, sentence: '' },
    ])
  })
  it('carries a key of its own for each row, the same again only where the answer was lost', async () => {
    const bulk = new Bulk(parts())
    const keys: string[] = []
    const run = (failure: Refusal) =>
      bulk.actOnEach(
        'take',
        [1, 2],
        async (id, key) => {
          keys.push(key)
          if (id === 2) throw failure
        },
        () => undefined,
      )
    await run(new Refusal(0, 'unreachable', 'x'))
    await run(new Refusal(409, 'conflict', 'x'))
    await run(new Refusal(409, 'conflict', 'x'))
    expect(keys).toEqual(['key 1', 'key 2', 'key 3', 'key 2', 'key 4', 'key 5'])
  })
})
