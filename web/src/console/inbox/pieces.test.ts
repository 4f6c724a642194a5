import { describe, expect, it } from 'vitest'
import { piecesOf } from './pieces'

const mark = (begin: number, end: number, why: string, negated = false) => ({ begin, end, why, negated })

describe('the pieces of a text', () => {
  it('are the whole text where nothing was seen', () => {
    expect(piecesOf('平台扣钱', [])).toEqual([{ text: '平台扣钱', why: '', negated: false }])
  })

  it('stand where the server counted, also behind characters of two units', () => {
    expect(piecesOf('😡平台扣钱', [mark(3, 5, '扣款')]).map((piece) => piece.text)).toEqual(['😡平台', '扣钱'])
  })

  it('tell every reason where marks overlap, and together are the text again', () => {
    const pieces = piecesOf('平台扣钱', [mark(0, 3, '甲'), mark(2, 4, '乙', true)])
    expect(pieces.map((piece) => [piece.text, piece.why])).toEqual([['平台', '甲'], ['扣', '甲、乙'], ['钱', '乙']])
    expect(pieces[2]?.negated).toBe(true)
    expect(pieces.map((piece) => piece.text).join('')).toBe('平台扣钱')
  })

  it('pass over a mark that lies outside the text', () => {
    expect(piecesOf('好', [mark(5, 9, '甲')])).toEqual([{ text: '好', why: '', negated: false }])
  })
})
