// What was looked for last and what was found: whoever opens a hit and comes back finds it as it was. Only here, never in an address
// and never on a disk.
import { reactive } from 'vue'
import type { Found } from '../api/shapes'

export const kAmong = ['everything', 'lines', 'tickets'] as const

export interface Search {
  words: string
  among: (typeof kAmong)[number]
  from: string
  to: string
  /** Nothing was looked for yet. */
  fresh: boolean
  hits: Found[]
  next: string
  hint: string
}

const kNothing: Search = { words: '', among: 'everything', from: '', to: '', fresh: true, hits: [], next: '', hint: '' }

const all = new Map<string, Search>()

/** Of whoever is signed in. */
export function lastSearchOf(name: string): Search {
  let search = all.get(name)
  if (!search) {
    search = reactive({ ...kNothing, hits: [] })
    all.clear()
    all.set(name, search)
  }
  return search
}
