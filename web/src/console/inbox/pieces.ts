// A driver's own text in pieces: what the rules saw in it, and what lies between.
import type { Understood } from '../api/shapes'

export interface Piece {
  text: string
  /** What the rules saw here, "" for plain text. */
  why: string
  negated: boolean
}

/** Places count characters as the server does, not UTF-16 units. Where marks overlap, every reason is told. */
export function piecesOf(text: string, marks: Understood['marks']): Piece[] {
  const signs = [...text]
  const whys = signs.map(() => new Set<string>())
  const negated = signs.map(() => false)
  for (const mark of marks) {
    for (let i = Math.max(0, mark.begin); i < Math.min(mark.end, signs.length); i += 1) {
      whys[i]?.add(mark.why)
      if (mark.negated) negated[i] = true
    }
  }
  const pieces: Piece[] = []
  signs.forEach((sign, i) => {
    const why = [...(whys[i] ?? [])].join('、')
    const last = pieces[pieces.length - 1]
    if (last && last.why === why && last.negated === negated[i]) last.text += sign
    else pieces.push({ text: sign, why, negated: negated[i] === true })
  })
  return pieces
}
