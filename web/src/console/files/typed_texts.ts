// What was typed into a file and not saved yet, as long as the page is open: going to another view loses nothing.

export interface Typed {
  text: string
  /** The version it was typed over. */
  version: string
}

const all = new Map<string, Typed>()

export const typedOf = (file: string): Typed | undefined => all.get(file)
export const keepTyped = (file: string, typed: Typed): void => void all.set(file, typed)
export const forgetTyped = (file: string): void => void all.delete(file)
