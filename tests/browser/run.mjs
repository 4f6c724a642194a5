// Runs the browser tests: against XINSHENG_URL where it is set (the console's too, with XINSHENG_DESK_PASSWORD of its account
// "demo"), else the chat's against the stand-in server. The page must be built
// (npm run build). Ends with one plain line of counts; the exit code says whether all passed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startMock } from './mock_server.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

const kOfServer = ['console.test.mjs', 'desk_talk.test.mjs', 'desk_tickets.test.mjs', 'every_view.test.mjs', 'files.test.mjs', 'hostile.test.mjs', 'lists.test.mjs', 'scripts.test.mjs']

const named = process.env.XINSHENG_URL
if (!named && !existsSync(here('../../web/dist/chat/index.html'))) {
  console.error('web/dist is not built: run "npm ci && npm run build" in web/')
  process.exit(1)
}
const mock = named ? null : await startMock()
const env = { ...process.env, XINSHENG_URL: named ?? mock.url }
// One file after the other: they count what the server has.
const tests = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', here('chat.test.mjs'), ...(named ? kOfServer.map(here) : [])], { env, stdio: ['ignore', 'pipe', 'inherit'] })

let output = ''
tests.stdout.on('data', (piece) => {
  output += piece
  process.stdout.write(piece)
})
const code = await new Promise((resolve) => tests.on('close', resolve))
await mock?.close()

const count = (word) => Number(new RegExp(`^\\S+ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
const failed = count('fail') + count('cancelled')
console.log(`browser: ${count('pass')} passed, ${failed} failed`)
process.exit(code === 0 && count('pass') > 0 ? 0 : 1)
