import { describe, expect, it } from 'vitest'
import { Refusal } from '../api/client'
import { useActs } from './use_acts'

function acts() {
  let keys = 0
  let looks = 0
  const used: string[] = []
  const made = useActs({ newKey: () => `key ${++keys}`, lookAgain: async () => void ++looks, conflict: () => '写的还在' })
  const write = (fails?: unknown) => async (key: string) => {
    used.push(key)
    if (fails) throw fails
  }
  return { ...made, write, used, looks: () => looks }
}

describe('an act', () => {
  it('that is asked for again after its answer was lost carries the same key; a different one does not', async () => {
    const it = acts()
    expect(await it.act('close 7', it.write(new Error('连不上服务器')))).toBe(false)
    expect(it.fault.value).toBe('连不上服务器')
    expect(await it.act('close 7', it.write())).toBe(true)
    await it.act('close 7', it.write())
    await it.act('close 8', it.write())
    expect(it.used).toEqual(['key 1', 'key 1', 'key 2', 'key 3'])
    expect([it.fault.value, it.busy.value, it.looks()]).toEqual(['', false, 4])
  })

  it('that was refused is over: asked for again it is a new one, and at 409 what was typed is said to be there', async () => {
    const it = acts()
    await it.act('reply a', it.write(new Refusal(409, 'conflict', '小王在回')))
    expect(it.fault.value).toBe('小王在回。写的还在')
    await it.act('reply a', it.write())
    expect(it.used).toEqual(['key 1', 'key 2'])
  })

  it('waits for nobody: while one is under way another is not begun', async () => {
    const it = acts()
    let end = () => {}
    const first = it.act('take', () => new Promise<void>((resolve) => (end = resolve)))
    expect(await it.act('reply', it.write())).toBe(false)
    end()
    expect(await first).toBe(true)
    expect(it.used).toEqual([])
  })
})
