export interface DiffLine {
  sign: ' ' | '-' | '+'
  text: string
}

const kCellsMax = 4_000_000

/** What was taken out and put in, line by line, with `around` unchanged lines beside it; null: too long to compare line by line. */
export function lineDifferences(before: string, after: string, around = 2): DiffLine[] | null {
  const old = before.split('\n')
  const now = after.split('\n')
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) ++head
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) ++tail
  const a = old.slice(head, old.length - tail)
  const b = now.slice(head, now.length - tail)
  if (a.length * b.length > kCellsMax) return null
  // Longest common subsequence from each place to the end.
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; --i) {
    for (let j = b.length - 1; j >= 0; --j) {
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const all: DiffLine[] = old.slice(0, head).map((text) => ({ sign: ' ', text }))
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      all.push({ sign: ' ', text: a[i]! })
      ++i
      ++j
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) all.push({ sign: '-', text: a[i++]! })
    else all.push({ sign: '+', text: b[j++]! })
  }
  all.push(...old.slice(old.length - tail).map((text): DiffLine => ({ sign: ' ', text })))
  return all.filter((_, at) => all.slice(Math.max(0, at - around), at + around + 1).some((line) => line.sign !== ' '))
}
