// Who is signed in, and what they may do.
import { computed, shallowRef } from 'vue'
import { makeClient, type Answer, type Operation } from '../api/client'
import { kRoutes } from '../api/shapes'
import { t } from '../words'

export const client = makeClient({
  fetch: (...asked) => fetch(...asked),
  newKey: () => crypto.getRandomValues(new Uint32Array(4)).join('-'),
  unreachable: () => t('app.unreachable'),
})
export const ask = client.call

export const session = shallowRef<Answer<'session'> | null>(null)
/** True: somebody was signed in here and the server says it has ended. */
export const sessionEnded = shallowRef(false)
export const person = computed(() => session.value?.person ?? null)

export function begin(answer: Answer<'session'>): void {
  client.setToken(answer.token)
  sessionEnded.value = false
  session.value = answer
}

export function end(): void {
  client.setToken('')
  session.value = null
}

client.whenSignedOut(() => {
  if (session.value) sessionEnded.value = true
  end()
})

/** Whether the table of routes lets this person do it: what they may not do is not shown. The server checks again. */
export function may(operation: Operation): boolean {
  return person.value !== null && kRoutes[operation].roles.includes(person.value.role)
}
