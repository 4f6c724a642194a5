// Which rows of a long list are in the page: those one sees and a few beyond. Pure.
export interface Shown {
  first: number
  /** Behind the last one. */
  end: number
}

const kBeyond = 6

export function windowOf(rows: number, row_px: number, top_px: number, height_px: number): Shown {
  if (row_px <= 0) return { first: 0, end: Math.min(rows, kBeyond) }
  const end = Math.min(rows, Math.ceil((top_px + height_px) / row_px) + kBeyond)
  return { first: Math.max(0, Math.min(Math.floor(top_px / row_px) - kBeyond, end)), end }
}

/** Where to scroll so that this row is seen whole; null: it is. */
export function scrollTo(index: number, row_px: number, top_px: number, height_px: number): number | null {
  if (index * row_px < top_px) return index * row_px
  return (index + 1) * row_px > top_px + height_px ? (index + 1) * row_px - height_px : null
}
