// What somebody is writing stays while they look elsewhere or sign in again, as long as the page is open; each person's is their own.
import { ref, watch, type Ref } from 'vue'

const kept = new Map<string, string>()

export function useDraft(person: string, conversation: number): Ref<string> {
  const key = `${conversation} ${person}`
  const words = ref(kept.get(key) ?? '')
  watch(words, (text) => (text === '' ? kept.delete(key) : kept.set(key, text)), { flush: 'sync' })
  return words
}
