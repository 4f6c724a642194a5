// What people do from a view: one act at a time, done once, and a sentence when it is refused.
import { ref, type Ref } from 'vue'
import { Refusal } from '../api/client'
import { sentenceOf } from './use_asked'

export interface Acts {
  busy: Ref<boolean>
  fault: Ref<string>
  /** True: it is done. `name` tells apart what is a different act; nothing happens while another one is under way. */
  act: (name: string, write: (key: string) => Promise<unknown>) => Promise<boolean>
}

/**
 * The same act asked for again after an answer was lost carries the same key: it is done once. A refusal ends it. After each act,
 * done or not, the view looks again; `conflict` is added to the server's sentence at 409.
 */
export function useActs(has: { newKey: () => string; lookAgain: () => Promise<unknown>; conflict: () => string }): Acts {
  const busy = ref(false)
  const fault = ref('')
  let lastAct = ''
  let key = ''

  async function act(name: string, write: (key: string) => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    if (name !== lastAct) key = has.newKey()
    lastAct = name
    busy.value = true
    fault.value = ''
    let done = false
    try {
      await write(key)
      done = true
      lastAct = ''
    } catch (error) {
      if (error instanceof Refusal && error.status >= 400 && error.status < 500) lastAct = ''
      fault.value = error instanceof Refusal && error.status === 409 ? `${error.message}。${has.conflict()}` : sentenceOf(error)
    }
    busy.value = false
    await has.lookAgain()
    return done
  }
  return { busy, fault, act }
}
