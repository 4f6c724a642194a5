import { describe, expect, it } from 'vitest'
import { kHotlines, linkify } from './linkify'

const dials = (text: string) => linkify(text).flatMap((segment) => (segment.kind === 'dial' ? [segment.text] : []))

describe('a hotline number in a text', () => {
  it.each([...kHotlines])('%s can be dialled', (number) => expect(dials(`请拨打${number}。`)).toEqual([number]))

  it('can be dialled at the ends and between others', () => {
    expect(dials('110、120，或者 122')).toEqual(['110', '120', '122'])
    expect(dials('12345')).toEqual(['12345'])
    expect(dials('110/120/122')).toEqual(['110', '120', '122'])
    expect(dials('电话：12345')).toEqual(['12345'])
  })

  it.each([
    '扣了110元', '等了120 分钟', '122.5公里', '119号楼', '¥120', '1101', '20110', '3-110', '110-2', 'A110', '110路公交',
    '13000000110', '12:120', '第12345单', '110%', '1.12345',
  ])('is left alone where it is something else: %s', (text) => expect(dials(text)).toEqual([]))

  it('is never a number that is not on the list', () => expect(dials('请拨打 95022 或 13000000000')).toEqual([]))
})

describe('a ticket number', () => {
  it('stays in one piece and is not a telephone', () => {
    expect(linkify('工单号 JN2503100001237，转交12328')).toEqual([
      { kind: 'text', text: '工单号 ' },
      { kind: 'ticket', text: 'JN2503100001237' },
      { kind: 'text', text: '，转交' },
      { kind: 'dial', text: '12328' },
    ])
  })
  it.each(['XJN2503100001237', 'JN25031000012378', 'JN250310000123'])('is exactly as long as it is: %s', (text) =>
    expect(linkify(text)).toEqual([{ kind: 'text', text }]),
  )
})

describe('a text', () => {
  it.each(['', '没有号码', '<b>110元</b>', '1', 'J', '🚕JN'])('is kept to the letter: %s', (text) =>
    expect(linkify(text).map((segment) => segment.text).join('')).toBe(text),
  )
  it('is kept to the letter with every kind of segment', () => {
    const text = '<img src=x>110 JN2503100001237 12345元 12345\n尾'
    expect(linkify(text).map((segment) => segment.text).join('')).toBe(text)
  })
  it('of hostile length is cut in linear time', () => {
    const text = '1'.repeat(200_000)
    expect(linkify(text)).toEqual([{ kind: 'text', text }])
  })
})
