import { describe, expect, it } from 'vitest'
import { wordFor } from '../words'
import { kOrders, nothingTyped, orderBody } from './orders'

const typed = { reason: 'waiting_driver', words: ' 请补回单 ', ticket: 'JN2603100000017', hotline: '12345', until: '2026-03-12T18:00' }

describe('an order', () => {
  it('carries what it takes and nothing that was typed for another', () => {
    expect(orderBody('pause', typed)).toEqual({ kind: 'pause', reason: 'waiting_driver', words: '请补回单', until: Date.UTC(2026, 2, 12, 10) })
    expect(orderBody('merge', typed)).toEqual({ kind: 'merge', other: 'JN2603100000017', reason: 'waiting_driver' })
    expect(orderBody('split', typed)).toEqual({ kind: 'split', words: '请补回单', other: '12345' })
    expect(orderBody('resume', typed)).toEqual({ kind: 'resume' })
  })

  it('carries no code that it does not know, and no empty part', () => {
    expect(orderBody('close', typed)).toEqual({ kind: 'close', words: '请补回单' })
    expect(orderBody('extend', nothingTyped())).toEqual({ kind: 'extend' })
  })

  it('has a word, and each of its reasons has one', () => {
    for (const order of kOrders) {
      expect(wordFor('order', order.kind)).not.toBe(order.kind)
      for (const reason of order.reasons ?? []) expect(wordFor('reason', reason)).not.toBe(reason)
    }
  })
})
