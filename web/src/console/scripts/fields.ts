// The most-edited values of a script as fields of a form. A field knows its place in the text: changing it replaces exactly those
// characters, so comments and layout stay.
import { isMap, isScalar, isSeq, parseDocument, stringify, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'

export interface Field {
  /** What it belongs to: "槽 停车地点", "第 3 步". */
  owner: string
  /** The key it stands below, with a number where there are several. */
  name: string
  /** A list has one word per line. */
  value: string
  isList: boolean
  from: number
  to: number
  /** Stands in [ ] or { }: signs of lists must be quoted. */
  inFlow: boolean
}

const kTexts = new Set(['title', 'about', 'say', 'ask', 'why', 'human', 'note'])
const kLists = new Set(['words', 'aka', 'has', 'any', 'all', 'none', 'except', 'masks'])
const kOwners = ['slot', 'card', 'notice', 'answer', 'danger', 'group', 'rule', 'is', 'limit', 'word'] as const

/** Null: the text is no YAML at the moment. In the order of the text; tests are left out. */
export function fieldsOf(text: string): Field[] | null {
  const document = parseDocument(text, { uniqueKeys: false, keepSourceTokens: false })
  if (document.errors.length > 0) return null
  const fields: Field[] = []
  if (isMap(document.contents)) readMap(document.contents, '', fields, false)
  return fields.sort((a, b) => a.from - b.from)
}

const textOf = (node: unknown): string => (isScalar(node) ? String((node as Scalar).source ?? (node as Scalar).value ?? '') : '')
const keyOf = (pair: Pair): string => textOf(pair.key)

function ownerOf(map: YAMLMap, otherwise: string): string {
  for (const key of kOwners) {
    const named = map.items.find((pair) => keyOf(pair) === key)
    if (named && isScalar(named.value)) return textOf(named.value)
  }
  return otherwise
}

function readMap(map: YAMLMap, owner: string, fields: Field[], inFlow: boolean): void {
  const own = ownerOf(map, owner)
  const flow = inFlow || map.flow === true
  for (const pair of map.items) {
    const key = keyOf(pair)
    if (key === 'tests' || key === 'points') continue
    if (kTexts.has(key)) readTexts(pair.value, own, key, fields, flow)
    else if (kLists.has(key) && isSeq(pair.value)) addList(pair.value, own, key, fields, flow)
    else readBelow(pair.value, own, key, fields, flow)
  }
}

function readBelow(node: unknown, owner: string, key: string, fields: Field[], flow: boolean): void {
  if (isMap(node)) readMap(node, owner, fields, flow)
  if (!isSeq(node)) return
  node.items.forEach((item, i) => {
    if (isMap(item)) readMap(item, key === 'steps' ? `${i + 1}` : ['then', 'else'].includes(key) || key === 'ok' ? `${owner} ${key} ${i + 1}` : owner, fields, flow || node.flow === true)
  })
}

function readTexts(node: unknown, owner: string, key: string, fields: Field[], flow: boolean): void {
  if (isScalar(node)) addText(node, owner, key, fields, flow)
  else if (isMap(node)) node.items.forEach((pair) => readTexts(pair.value, owner, `${key} ${keyOf(pair)}`, fields, flow || node.flow === true))
  else if (isSeq(node)) node.items.forEach((item, i) => readTexts(item, owner, `${key} ${i + 1}`, fields, flow || node.flow === true))
}

function addText(node: Scalar, owner: string, name: string, fields: Field[], inFlow: boolean): void {
  if (!node.range || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return
  fields.push({ owner, name, value: node.type === 'PLAIN' ? textOf(node) : String(node.value ?? ''), isList: false, from: node.range[0], to: node.range[1], inFlow })
}

function addList(node: YAMLSeq, owner: string, name: string, fields: Field[], inFlow: boolean): void {
  if (!node.range || !node.flow || !node.items.every((item) => isScalar(item))) return
  const value = node.items.map((item) => ((item as Scalar).type === 'PLAIN' ? textOf(item) : String((item as Scalar).value ?? ''))).join('\n')
  fields.push({ owner, name, value, isList: true, from: node.range[0], to: node.range[1], inFlow })
}

/** A value as it is written; plain where nothing in it means something to YAML. */
export function written(value: string, inFlow: boolean): string {
  const plain = stringify(value, { lineWidth: 0 }).replace(/\n$/, '')
  const isOne = !plain.includes('\n') && !(inFlow && /[,[\]{}]/.test(value))
  return isOne ? plain : JSON.stringify(value)
}

/** The text with the field's value replaced. */
export function withValue(text: string, field: Field, value: string): string {
  const words = value.split('\n').map((word) => word.trim()).filter((word) => word !== '')
  const made = field.isList ? `[${words.map((word) => written(word, true)).join(', ')}]` : written(value.trim(), field.inFlow)
  return text.slice(0, field.from) + made + text.slice(field.to)
}
