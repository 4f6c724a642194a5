import { describe, expect, it } from 'vitest'
import { fill } from './index'
import { en } from './en'
import { zh } from './zh'

const namesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1]).sort()

describe('the words of the console', () => {
  it('exist in both languages under the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  })

  it('have the same blanks in both languages, and none is empty', () => {
    for (const key of Object.keys(zh) as Array<keyof typeof zh>) {
      expect(namesOf(en[key]), key).toEqual(namesOf(zh[key]))
      expect(zh[key].trim() && en[key].trim(), key).not.toBe('')
    }
  })

  it('fill their blanks and leave an unknown blank to be seen', () => {
    expect(fill('共 {n} 件，{who}', { n: 3 })).toBe('共 3 件，{who}')
  })
})
