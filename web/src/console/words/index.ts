// What the page says, in the language the person chose. One file per language; both have the same keys (words.test.ts).
import { ref, watch } from 'vue'
import { en } from './en'
import { zh } from './zh'

export type WordKey = keyof typeof zh
export type Language = 'zh' | 'en'

const kShelf = 'xinsheng-desk-language'
const all: Record<Language, Record<WordKey, string>> = { zh, en }

export const language = ref<Language>(readLanguage())

watch(language, (chosen) => {
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem(kShelf, chosen)
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
})

function readLanguage(): Language {
  try {
    return localStorage.getItem(kShelf) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

/** The sentence of `key` with its {names} filled in. */
export function t(key: WordKey, values: Record<string, string | number> = {}): string {
  return fill(all[language.value][key], values)
}

/** The word for a code the server sends, where there is one; else the code itself, so nothing is hidden. */
export function wordFor(family: string, code: string): string {
  const key = `${family}.${code}`
  return key in zh ? t(key as WordKey) : code
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}
