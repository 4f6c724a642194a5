// One act on several rows: each row is asked for by itself and answers for itself.
import { Refusal } from '../api/client'

export type RowId = string | number
export interface Outcome {
  id: RowId
  done: boolean
  /** Why not. */
  sentence: string
}

export interface BulkParts {
  newKey: () => string
  sentenceOf: (error: unknown) => string
}

/** Asks row after row. A row whose answer was lost keeps its key: asked again, the act is done once. */
export class Bulk {
  private readonly keys = new Map<string, string>()
  constructor(private readonly parts: BulkParts) {}

  async actOnEach(name: string, ids: readonly RowId[], act: (id: RowId, key: string) => Promise<unknown>, told: (outcome: Outcome) => void): Promise<void> {
    for (const id of ids) {
      const own = `${name} ${id}`
      const key = this.keys.get(own) ?? this.parts.newKey()
      this.keys.set(own, key)
      try {
        await act(id, key)
        this.keys.delete(own)
        told({ id, done: true, sentence: '' })
      } catch (error) {
        if (error instanceof Refusal && error.status >= 400 && error.status < 500) this.keys.delete(own)
        told({ id, done: false, sentence: this.parts.sentenceOf(error) })
      }
    }
  }
}
