import { describe, expect, it } from 'vitest'
import { changed, filterOf, filterOfWord, wordOf } from './filters'

describe('a filter', () => {
  it('holds the parts its list knows, each once, whatever else stands in the address', () => {
    expect(filterOf('tickets', { show: 'overdue', at: '7', hotline: '', group: ['货车', '快递'], urgency: '特急', mode: 'bot' })).toEqual({ show: 'overdue', urgency: '特急' })
  })
  it('loses a part that becomes empty', () => {
    expect(changed('conversations', { show: 'needs', group: '货车' }, { show: '', mode: 'bot' })).toEqual({ mode: 'bot', group: '货车' })
  })
  it('comes back from the word it is saved as, and the word is plain ASCII', () => {
    const filter = { show: 'overdue', group: '货车' }
    expect(filterOfWord('tickets', wordOf(filter))).toEqual(filter)
    expect(wordOf(filter)).toMatch(/^[!-~]+$/)
    expect(filterOfWord('tickets', wordOf({}))).toEqual({})
  })
})
