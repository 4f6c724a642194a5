import { describe, expect, it } from 'vitest'
import { useAsked } from './use_asked'

describe('a question of a view', () => {
  it('shows the answer to the newest question, also when an older one answers later', async () => {
    const waiting: Array<(value: string) => void> = []
    const asked = useAsked(() => new Promise<string>((resolve) => waiting.push(resolve)))
    const first = asked.again()
    const second = asked.again()
    waiting[1]!('new')
    await second
    waiting[0]!('old')
    await first
    expect([asked.value.value, asked.busy.value]).toEqual(['new', false])
  })

  it('keeps what was shown when the next question fails, and says why', async () => {
    const answers: Array<() => Promise<string>> = [async () => 'shown', async () => Promise.reject(new Error('连不上服务器'))]
    const asked = useAsked(() => answers.shift()!())
    await asked.again()
    await asked.again()
    expect([asked.value.value, asked.fault.value]).toEqual(['shown', '连不上服务器'])
  })
})
