import { expect, it } from 'vitest'
import { useDraft } from './drafts'

it('what somebody was writing is there again, and nobody else finds it', () => {
  useDraft('li', 7).value = '您好'
  expect(useDraft('li', 7).value).toBe('您好')
  expect(useDraft('zhang', 7).value).toBe('')
  expect(useDraft('li', 8).value).toBe('')
  useDraft('li', 7).value = ''
  expect(useDraft('li', 7).value).toBe('')
})
