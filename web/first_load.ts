import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/**
 * Fails the build where a page's first view costs a browser more compressed JavaScript than `bytes_max`: its entry, what that
 * imports, and the view `first` (a part of its file's name) with what it imports.
 */
export function firstLoad(page: string, first: string, bytes_max: number): Plugin {
  return {
    name: 'xinsheng-first-load',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
      const begin = chunks.filter((one) => (one.isEntry && one.name === page) || one.facadeModuleId?.endsWith(first))
      if (begin.length !== 2) this.error(`${page}: its entry and ${first} are not both in the build`)
      const loaded = new Map<string, number>()
      const load = (file: string) => {
        const chunk = bundle[file]
        if (!chunk || chunk.type !== 'chunk' || loaded.has(file)) return
        loaded.set(file, gzipSync(chunk.code, { level: 9 }).length)
        chunk.imports.forEach(load)
      }
      begin.forEach((one) => load(one.fileName))
      const bytes = [...loaded.values()].reduce((sum, each) => sum + each, 0)
      const parts = [...loaded].map(([file, size]) => `${file} ${size}`).join(', ')
      if (bytes > bytes_max) this.error(`${page} loads ${bytes} bytes of compressed JavaScript for its first view, more than ${bytes_max}: ${parts}`)
      this.info(`${page}: ${bytes} bytes of compressed JavaScript for its first view`)
    },
  }
}
