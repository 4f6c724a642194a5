// Runs the page's type check and logic tests; the last line counts them.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('../web', import.meta.url))
const types = spawnSync('npx', ['--no-install', 'vue-tsc', '--noEmit'], { cwd: web, encoding: 'utf8' })
process.stdout.write(types.stdout + types.stderr)
const run = spawnSync('npx', ['--no-install', 'vitest', 'run', '--reporter=json'], { cwd: web, encoding: 'utf8', maxBuffer: 1 << 26 })
const start = run.stdout.indexOf('{')
const result = start < 0 ? null : JSON.parse(run.stdout.slice(start))
if (result === null || run.status !== 0) process.stdout.write(run.stdout + run.stderr)
const passed = (result?.numPassedTests ?? 0) + (types.status === 0 ? 1 : 0)
const failed = (result?.numFailedTests ?? 1) + (types.status === 0 ? 0 : 1)
console.log(`page logic: ${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
