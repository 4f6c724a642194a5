// Texts that another view made for a file of a draft, until that file is opened: they come into the editor unsaved.

const all = new Map<string, string>()
const keyOf = (draft: string, path: string) => `${draft}\n${path}`

export const prepare = (draft: string, path: string, text: string): void => void all.set(keyOf(draft, path), text)
/** Once: the next opening shows the file as it lies in the draft. */
export function takePrepared(draft: string, path: string): string | undefined {
  const text = all.get(keyOf(draft, path))
  all.delete(keyOf(draft, path))
  return text
}
