import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const kCompressible = /\.(js|css|html|svg)$/

/**
 * Writes FILE.gz beside every compressible file of the build, so the server sends bytes and never compresses.
 * The result depends on the content only (gzip time stamp 0): the same sources make the same files.
 */
export function precompress(): Plugin {
  let outDir = ''
  return {
    name: 'xinsheng-precompress',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir
    },
    closeBundle() {
      for (const file of filesBelow(outDir)) {
        if (kCompressible.test(file)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
      }
    },
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}
