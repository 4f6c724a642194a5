// One question to the server and its three states, for a view to show.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Asked<T> {
  value: ShallowRef<T | null>
  busy: Ref<boolean>
  fault: Ref<string>
  again: () => Promise<void>
}

/** Nothing is asked before `again`. A later question wins over an earlier one that answers late; what was shown stays while asking. */
export function useAsked<T>(question: () => Promise<T>): Asked<T> {
  const value = shallowRef<T | null>(null)
  const busy = ref(false)
  const fault = ref('')
  let newest = 0

  async function again(): Promise<void> {
    const own = ++newest
    busy.value = true
    try {
      const answer = await question()
      if (own !== newest) return
      value.value = answer
      fault.value = ''
    } catch (error) {
      if (own === newest) fault.value = sentenceOf(error)
    }
    if (own === newest) busy.value = false
  }
  return { value, busy, fault, again }
}

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
