import { expect, it } from 'vitest'
import { lineDifferences } from './line_differences'

const shown = (before: string, after: string) => lineDifferences(before, after, 1)!.map((line) => line.sign + line.text)

it('shows what went and what came with the lines beside it', () => {
  expect(shown('a\nb\nc\nd\ne', 'a\nb\nx\nd\ne')).toEqual([' b', '-c', '+x', ' d'])
})

it('keeps what is common between two changes, and is empty where nothing changed', () => {
  expect(shown('a\nb\nc', 'x\na\nc\ny')).toEqual(['+x', ' a', '-b', ' c', '+y'])
  expect(shown('a\nb', 'a\nb')).toEqual([])
})
