// The file of written replies as a form: each change touches exactly its line, remarks and order stay.

export interface ReplyLine {
  /** From 0. */
  line: number
  title: string
  /** With real line breaks. */
  text: string
}

export const kTitleMax = 30

/** What can be shown as a form; a line that is no reply stays in the text alone, where its fault is told. */
export function readReplyLines(file: string): ReplyLine[] {
  const replies: ReplyLine[] = []
  file.split('\n').forEach((raw, line) => {
    const at = raw.indexOf('=')
    if (at < 0 || raw.trimStart().startsWith('#')) return
    replies.push({ line, title: raw.slice(0, at).trim(), text: raw.slice(at + 1).trim().replace(/\\n/g, '\n') })
  })
  return replies
}

/** A title cannot hold what ends it. */
const inLine = (title: string, text: string) => `${title.replace(/[=\n\r]/g, ' ').replace(/^\s*#+/, '')} = ${text.replace(/\r/g, '').replace(/\n/g, '\\n')}`

export function withReply(file: string, line: number, title: string, text: string): string {
  const lines = file.split('\n')
  lines[line] = inLine(title, text)
  return lines.join('\n')
}

export function withoutReply(file: string, line: number): string {
  return file.split('\n').filter((_, i) => i !== line).join('\n')
}

/** After the last line. */
export function withNewReply(file: string, title: string, text: string): string {
  return `${file === '' || file.endsWith('\n') ? file : `${file}\n`}${inLine(title, text)}\n`
}
