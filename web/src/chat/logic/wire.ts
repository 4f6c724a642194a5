/**
 * The words the page and the server exchange under /chat. What comes from outside is checked here, once:
 * everything behind this file may trust its types.
 */

export type Speaker = 'driver' | 'bot' | 'operator' | 'system'

export interface Place {
  readonly name: string
  readonly latitude: number
  readonly longitude: number
}

export interface Option {
  readonly number: number
  readonly label: string
  readonly slot: string
  readonly value: string
}

export interface Line {
  readonly from: Speaker
  readonly text: string
  /** Of the driver's own message, as this page made it; empty for all others. */
  readonly messageId: string
  /** Ids of pictures, served at /chat/photos/ID. */
  readonly media: readonly string[]
  readonly place: Place | null
  readonly options: readonly Option[]
  /** Which menu the options belong to; goes back with the choice. */
  readonly menu: number
}

export interface Turn {
  /** Rises by one per turn of this visitor; the order of the conversation. */
  readonly sequence: number
  readonly at_ms: number
  readonly lines: readonly Line[]
}

export interface HistoryPage {
  readonly turns: readonly Turn[]
  readonly more: boolean
}

export type Message =
  | { id: string; kind: 'text'; text: string }
  | { id: string; kind: 'button'; slot: string; value: string; menu: number; label: string }
  | { id: string; kind: 'location'; name: string; latitude: number; longitude: number }
  | { id: string; kind: 'photo'; media: string[] }

/** The server takes messages of at most this many UTF-8 bytes of text. */
export const kTextBytesMax = 4000

const kSpeakers: readonly string[] = ['driver', 'bot', 'operator', 'system']

type Json = Record<string, unknown>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function placeOf(value: unknown): Place | null {
  if (!isObject(value) || !isNumber(value['latitude']) || !isNumber(value['longitude'])) return null
  return { name: text(value['name']), latitude: value['latitude'], longitude: value['longitude'] }
}

function optionOf(value: unknown): Option[] {
  if (!isObject(value) || text(value['label']) === '') return []
  const number = isNumber(value['number']) ? value['number'] : 0
  return [{ number, label: text(value['label']), slot: text(value['slot']), value: text(value['value']) }]
}

function lineOf(value: unknown): Line[] {
  if (!isObject(value)) return []
  const from = text(value['from'])
  return [
    {
      // A speaker this page does not know is shown as a notice rather than hidden.
      from: (kSpeakers.includes(from) ? from : 'system') as Speaker,
      text: text(value['text']),
      messageId: text(value['message_id']),
      media: list(value['media']).filter((id): id is string => typeof id === 'string' && id !== ''),
      place: placeOf(value['place']),
      options: list(value['options']).flatMap(optionOf),
      menu: isNumber(value['menu']) ? value['menu'] : 0,
    },
  ]
}

/** A turn, or null when the value is none (no usable sequence): the caller asks the history again. */
export function turnOf(value: unknown): Turn | null {
  if (!isObject(value) || !Number.isSafeInteger(value['sequence']) || (value['sequence'] as number) < 1) return null
  return {
    sequence: value['sequence'] as number,
    at_ms: isNumber(value['at']) ? value['at'] : 0,
    lines: list(value['lines']).flatMap(lineOf),
  }
}

export function turnOfJson(json: string): Turn | null {
  try {
    return turnOf(JSON.parse(json))
  } catch {
    return null
  }
}

/** A page of history, or null when the value is none. */
export function historyOf(value: unknown): HistoryPage | null {
  if (!isObject(value) || !Array.isArray(value['turns'])) return null
  const turns = value['turns'].map(turnOf)
  if (turns.some((turn) => turn === null)) return null
  return { turns: turns as Turn[], more: value['more'] === true }
}

/** A version 4 UUID from 16 random bytes. `crypto.randomUUID` exists on HTTPS pages only; this works on all. */
export function uuidOf(random16: Uint8Array): string {
  const bytes = Array.from(random16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

export function utf8Bytes(value: string): number {
  return new TextEncoder().encode(value).length
}
