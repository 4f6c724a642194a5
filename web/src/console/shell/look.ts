// Light or dark: as the system says, unless the person chose.
import { ref, watch } from 'vue'

export type Look = 'auto' | 'light' | 'dark'
const kShelf = 'xinsheng-desk-look'

export const look = ref<Look>(read())
apply(look.value)
watch(look, (chosen) => {
  apply(chosen)
  try {
    localStorage.setItem(kShelf, chosen)
  } catch {
    // The choice then lasts as long as the page.
  }
})

export const nextLook = (now: Look): Look => (now === 'auto' ? 'dark' : now === 'dark' ? 'light' : 'auto')

function read(): Look {
  try {
    const kept = localStorage.getItem(kShelf)
    return kept === 'light' || kept === 'dark' ? kept : 'auto'
  } catch {
    return 'auto'
  }
}

function apply(chosen: Look): void {
  if (chosen === 'auto') delete document.documentElement.dataset['look']
  else document.documentElement.dataset['look'] = chosen
}
