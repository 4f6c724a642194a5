// Which words fit at a place of a script, by the language's own JSON Schema. The text need not be complete YAML.

export interface Schema {
  $ref?: string
  description?: string
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  enum?: string[]
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  definitions?: Record<string, Schema>
}
export interface FittingWord {
  word: string
  /** A key is followed by a colon. */
  isKey: boolean
  meaning: string
}
export interface Fitting {
  /** Where the typed part of the word begins. */
  from: number
  words: FittingWord[]
}

/** Keys whose values name slots of the same file. */
const kNameSlots = new Set(['collect', 'confirm', 'redo', 'of'])

/** The schema and all it may stand for. */
function alternatives(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 12) return []
  const named = schema.$ref ? root.definitions?.[schema.$ref.replace('#/definitions/', '')] : undefined
  const parts = [...(named ? [named] : []), ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])]
  return [...(schema.$ref ? [] : [schema]), ...parts.flatMap((part) => alternatives(root, part, depth + 1))]
}

function below(root: Schema, schemas: Schema[], key: string): Schema[] {
  return schemas.flatMap((schema) => {
    const own = schema.properties?.[key]
    if (own) return alternatives(root, own)
    return typeof schema.additionalProperties === 'object' ? alternatives(root, schema.additionalProperties) : []
  })
}

interface Line {
  /** Columns of its dashes, and of what stands behind them. */
  dashes: number[]
  column: number
  key: string
}

function readLine(text: string): Line | null {
  const shape = /^((?:\s|-(?=\s|$))*)(.*)$/.exec(text)
  const lead = shape?.[1] ?? ''
  const rest = shape?.[2] ?? ''
  if ((rest === '' && !lead.includes('-')) || rest.startsWith('#')) return null
  return {
    dashes: [...lead].flatMap((sign, i) => (sign === '-' ? [i] : [])),
    column: lead.length,
    key: /^([^\s:#'"[\]{},]+):(\s|$)/.exec(rest)?.[1] ?? '',
  }
}

/** The keys above the line, outermost first, and those beside it in the same map. */
function surroundings(lines: string[], column: number, hasDash: boolean): { path: string[]; beside: string[] } {
  const path: string[] = []
  const beside: string[] = []
  let at = column
  let sameMap = !hasDash
  for (let i = lines.length - 1; i >= 0; --i) {
    const line = readLine(lines[i]!)
    if (!line) continue
    if (line.column === at && path.length === 0 && sameMap && line.key) beside.push(line.key)
    if (line.column === at && line.dashes.length > 0) sameMap = false
    const outermost = line.dashes[0] ?? line.column
    if (line.column < at && line.key) {
      path.unshift(line.key)
      at = line.column
      sameMap = false
    }
    // A key inside a list's item: the list's own key stands further left than its dash, or above it.
    if (line.dashes.length > 0 && outermost < at && line.column <= at) at = outermost + 0.5
    if (at === 0) break
  }
  return { path, beside }
}

const kindOf = (text: string): string => /^kind:\s*([a-z]+)/m.exec(text)?.[1] ?? ''

/** Null: nothing is known to fit there. */
export function fittingWords(schema: Schema, text: string, at: number): Fitting | null {
  const head = text.slice(0, at)
  const lines = head.split('\n')
  const current = lines.pop() ?? ''
  const lead = /^(?:\s|-(?=\s|$))*/.exec(current)?.[0] ?? ''
  const rest = current.slice(lead.length)
  const { path, beside } = surroundings(lines, lead.length, lead.includes('-'))
  const top = below(schema, [{ properties: schema.definitions ?? {} }], kindOf(text))
  let here = kindOf(text) ? top : alternatives(schema, schema)
  for (const key of path) here = below(schema, here, key)

  const value = /^([^\s:#'"[\]{},]+):\s+(.*)$/.exec(rest)
  if (value) {
    const key = value[1]!
    const typed = /[^\s,[]*$/.exec(value[2]!)?.[0] ?? ''
    const known = below(schema, here, key).flatMap((one) => (one.enum ?? []).map((word) => ({ word, isKey: false, meaning: one.description ?? '' })))
    const slots = kNameSlots.has(key) ? [...text.matchAll(/^\s*- slot:\s*(\S+)/gm)].map((found) => ({ word: found[1]!, isKey: false, meaning: '' })) : []
    const words = [...known, ...slots]
    return words.length === 0 ? null : { from: at - typed.length, words }
  }
  if (!/^[^\s:'"[\]{}]*$/.test(rest)) return null
  const fits = here.filter((one) => one.properties && beside.every((key) => key in one.properties!))
  const found = new Map<string, FittingWord>()
  for (const one of fits) {
    for (const [word, shape] of Object.entries(one.properties!)) {
      if (!beside.includes(word)) found.set(word, { word, isKey: true, meaning: shape.description ?? one.description ?? '' })
    }
  }
  return found.size === 0 ? null : { from: at - rest.length, words: [...found.values()] }
}
