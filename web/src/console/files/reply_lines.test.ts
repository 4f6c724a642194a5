import { describe, expect, it } from 'vitest'
import { readReplyLines, withNewReply, withoutReply, withReply } from './reply_lines'

const kFile = '# 常用语\n\n您好 = 您好，我是{座席}。\\n请讲。\n再见=再见。\n'

describe('written replies as a form', () => {
  it('are read with their lines, a written \\n as a line break', () => {
    expect(readReplyLines(kFile)).toEqual([
      { line: 2, title: '您好', text: '您好，我是{座席}。\n请讲。' },
      { line: 3, title: '再见', text: '再见。' },
    ])
  })

  it('change their own line alone', () => {
    expect(withReply(kFile, 3, '再见', '再见，\n祝平安。')).toBe('# 常用语\n\n您好 = 您好，我是{座席}。\\n请讲。\n再见 = 再见，\\n祝平安。\n')
    expect(withoutReply(kFile, 2)).toBe('# 常用语\n\n再见=再见。\n')
  })

  it('are added at the end, on a line of their own', () => {
    expect(withNewReply('a = b', '请稍等', '请稍等。')).toBe('a = b\n请稍等 = 请稍等。\n')
    expect(withNewReply('', '请稍等', '')).toBe('请稍等 = \n')
  })

  it('never become two lines, a remark or another title by what is typed', () => {
    expect(readReplyLines(withNewReply('', '#a=b\nc', 'x=y\nz'))).toEqual([{ line: 0, title: 'a b c', text: 'x=y\nz' }])
  })
})
