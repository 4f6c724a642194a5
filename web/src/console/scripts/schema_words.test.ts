import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fittingWords, type Schema } from './schema_words'

const schema = JSON.parse(readFileSync(new URL('../../../../docs/huaben-1.schema.json', import.meta.url), 'utf8')) as Schema
/** The words that fit where | stands. */
function at(text: string): string[] {
  const place = text.indexOf('|')
  return fittingWords(schema, text.replace('|', ''), place)?.words.map((one) => one.word) ?? []
}

describe('words that fit', () => {
  it('at the beginning of a file are its kinds, then the keys of that kind that are not there yet', () => {
    expect(at('kind: |')).toContain('dialog')
    const keys = at('kind: dialog\nid: parking\n|')
    expect(keys).toContain('title')
    expect(keys).toContain('steps')
    expect(keys).not.toContain('id')
  })

  it('in a step are the kinds of steps, and behind its kind what belongs to it', () => {
    expect(at('kind: dialog\nsteps:\n  - |')).toEqual(expect.arrayContaining(['say', 'collect', 'if', 'do', 'end']))
    const beside = at('kind: dialog\nsteps:\n  - say: 您好\n  - do: submit_ticket\n    |')
    expect(beside).toEqual(expect.arrayContaining(['id', 'outcome']))
    expect(beside).not.toContain('then')
  })

  it('inside nested steps are found through the keys above', () => {
    expect(at('kind: dialog\nsteps:\n  - if: 有 车牌\n    then:\n      - |')).toContain('collect')
    expect(at('kind: dialog\nsteps:\n  - do: submit_ticket\n    id: s\n    outcome:\n      ok:\n        - |')).toContain('say')
  })

  it('as values are the allowed ones, and for slots those of the file', () => {
    expect(at('kind: dialog\nslots:\n  - slot: 地点\n    type: p|')).toEqual(expect.arrayContaining(['plate', 'phone', 'photos']))
    expect(at('kind: dialog\nslots:\n  - slot: 地点\n    type: text\nsteps:\n  - collect: [|')).toEqual(['地点'])
    expect(at('kind: dialog\nsteps:\n  - end: |')).toEqual(['done', 'cancelled', 'failed'])
  })

  it('are none in the middle of what a driver is told', () => {
    expect(at('kind: dialog\nsteps:\n  - say: 您好 |')).toEqual([])
  })
})
