import { describe, expect, it } from 'vitest'
import { isTyping } from './keys'

const event = (target: unknown, more = {}) => ({ ctrlKey: false, metaKey: false, altKey: false, isComposing: false, target: target as EventTarget, ...more })

describe('keys of the page', () => {
  it('rest while somebody types, in a field, an editor or an input method', () => {
    expect(isTyping(event({ tagName: 'TEXTAREA' }))).toBe(true)
    expect(isTyping(event({ tagName: 'SELECT' }))).toBe(true)
    expect(isTyping(event({ tagName: 'DIV', isContentEditable: true }))).toBe(true)
    expect(isTyping(event({ tagName: 'DIV', shadowRoot: {} }))).toBe(true)
    expect(isTyping(event({ tagName: 'BODY' }, { isComposing: true }))).toBe(true)
  })

  it('rest where the browser has its own shortcut', () => {
    expect(isTyping(event({ tagName: 'BODY' }, { ctrlKey: true }))).toBe(true)
  })

  it('act on the page itself and on its buttons', () => {
    expect(isTyping(event({ tagName: 'BODY' }))).toBe(false)
    expect(isTyping(event({ tagName: 'BUTTON' }))).toBe(false)
  })
})
