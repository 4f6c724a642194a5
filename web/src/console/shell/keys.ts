// Keys of the page. A key acts only where nobody is typing.
import { onBeforeUnmount, onMounted } from 'vue'

export type KeyTable = Record<string, (event: KeyboardEvent) => void>

/** Which letter leads to which view after g. */
export const kGoKeys: Record<string, string> = { i: '/inbox', t: '/tickets', s: '/search', p: '/reports', d: '/scripts', f: '/files', a: '/audit', u: '/users' }

/** Whether this event is somebody's text, or a shortcut of the browser. */
export function isTyping(event: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'> & { target: EventTarget | null }): boolean {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true
  const element = event.target as { tagName?: string; isContentEditable?: boolean; shadowRoot?: unknown } | null
  if (!element?.tagName) return false
  return ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName) || element.isContentEditable === true || Boolean(element.shadowRoot)
}

/** True while a modal dialog is open: the keys of the page behind it rest. */
export const dialogIsOpen = (): boolean => document.querySelector('dialog[open]') !== null

export function useKeys(table: KeyTable): void {
  const listen = (event: KeyboardEvent) => {
    if (isTyping(event) || dialogIsOpen()) return
    const act = table[event.key]
    if (!act) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => document.addEventListener('keydown', listen))
  onBeforeUnmount(() => document.removeEventListener('keydown', listen))
}
