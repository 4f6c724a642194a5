import { describe, expect, it } from 'vitest'
import { fieldsOf, withValue } from './fields'

const kText = `kind: dialog
id: parking
title: 停车难  # 给司机看
start:
  words: [停车, "没地方, 停"]
slots:
  - slot: 地点
    type: text
    ask:
      - 您在哪里？   # 第一遍
      - 再说一遍
steps:
  - collect: [地点]
  - say: 记下了，<地点>。
tests:
  - test: 一条
    talk:
      - user: 停车
`
const named = (text: string, owner: string, name: string) => fieldsOf(text)!.find((field) => field.owner === owner && field.name === name)!

describe('a form of a script', () => {
  it('has its texts and words in the order of the text, and nothing of its tests', () => {
    expect(fieldsOf(kText)!.map((field) => [field.owner, field.name, field.value])).toEqual([
      ['', 'title', '停车难'],
      ['', 'words', '停车\n没地方, 停'],
      ['地点', 'ask 1', '您在哪里？'],
      ['地点', 'ask 2', '再说一遍'],
      ['2', 'say', '记下了，<地点>。'],
    ])
  })

  it('changes exactly the characters of the value: comments and layout stay', () => {
    const changed = withValue(kText, named(kText, '地点', 'ask 1'), '在哪儿停不下？')
    expect(changed).toBe(kText.replace('您在哪里？', '在哪儿停不下？'))
  })

  it('quotes what would mean something to YAML, so that it is read back as it was typed', () => {
    for (const value of ['说：- a # b', '"引号" \'单\'', 'a: b', '第一行\n第二行', '*', '', '12328']) {
      const changed = withValue(kText, named(kText, '2', 'say'), value)
      expect(named(changed, '2', 'say').value, value).toBe(value)
    }
  })

  it('writes a list of words one per line, in brackets, with quotes where a word holds a comma', () => {
    const changed = withValue(kText, named(kText, '', 'words'), '停车\n\n 找车位 \na, b')
    expect(changed).toContain('words: [停车, 找车位, "a, b"]')
    expect(named(changed, '', 'words').value).toBe('停车\n找车位\na, b')
  })

  it('is not there while the text is no YAML', () => {
    expect(fieldsOf('kind: [')).toBeNull()
  })
})
