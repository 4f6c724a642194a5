// What the server says of a text while it is typed: asked when nobody typed for a moment, and only the newest answer counts.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Answer } from '../api/client'
import type { Diagnostic, Flow } from '../api/shapes'
import { sentenceOf } from '../parts/use_asked'

export type Checked = Answer<'checkScript'>

export interface Check {
  diagnostics: ShallowRef<Diagnostic[]>
  /** The last one that could be drawn. */
  flow: ShallowRef<Flow | null>
  /** The graph is of an older text. */
  flowIsOld: Ref<boolean>
  busy: Ref<boolean>
  fault: Ref<string>
  /** Again in a moment. */
  soon: () => void
  now: (tests?: boolean) => Promise<void>
  forget: () => void
}

const kQuiet_ms = 450

export function useCheck(question: (tests: boolean, signal: AbortSignal) => Promise<Checked>): Check {
  const diagnostics = shallowRef<Diagnostic[]>([])
  const flow = shallowRef<Flow | null>(null)
  const flowIsOld = ref(false)
  const busy = ref(false)
  const fault = ref('')
  let waiting: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined

  async function now(tests = false): Promise<void> {
    clearTimeout(waiting)
    asking?.abort()
    const own = new AbortController()
    asking = own
    busy.value = true
    try {
      const answer = await question(tests, own.signal)
      if (asking !== own) return
      diagnostics.value = answer.diagnostics
      flowIsOld.value = !answer.flow
      if (answer.flow) flow.value = answer.flow
      fault.value = ''
    } catch (error) {
      if (asking === own) fault.value = sentenceOf(error)
    }
    if (asking === own) busy.value = false
  }
  return {
    diagnostics, flow, flowIsOld, busy, fault, now,
    soon: () => {
      clearTimeout(waiting)
      waiting = setTimeout(() => void now(), kQuiet_ms)
    },
    forget: () => {
      clearTimeout(waiting)
      asking?.abort()
      asking = undefined
    },
  }
}
