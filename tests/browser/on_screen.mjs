// How soon a driver's message stands on an operator's screen: from its acknowledgement (the turn is durable then) until the row with its
// words is there and painted in a browser, while other consoles follow the feed and read their lists as the page does. Against the server
// named by XINSHENG_URL and its account "demo" (XINSHENG_DESK_PASSWORD); `on_screen.mjs [messages] [consoles] [milliseconds apart]`.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './browser.mjs'
import { openDesk, signIn } from './desk.mjs'

const kServer = process.env.XINSHENG_URL.replace(/\/$/, '')
const [kMessages, kConsoles, kApart_ms] = [60, 50, 500].map((usual, i) => Number(process.argv[2 + i] ?? usual))
const kDrivers = 20
const kPace_ms = 250 // web/src/console/parts/one_at_a_time.ts

const browser = await launch()
const desk = await openDesk(browser, kServer)
await signIn(desk.page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
await desk.page.locator('.nav-link').first().waitFor()
const Cookie = (await desk.context.cookies()).map((one) => `${one.name}=${one.value}`).join('; ')

/** Holds the feed; reads the list at the first change at once and then every kPace_ms at the most. */
function follow() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  let free_at = 0
  let planned = false
  const look = () => {
    planned = false
    free_at = Date.now() + kPace_ms
    http.get(`${kServer}/api/conversations?live=1`, { headers: { Cookie }, agent }, (answer) => answer.resume())
  }
  return new Promise((resolve, reject) => {
    const request = http.get(`${kServer}/api/events`, { headers: { Cookie } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`a console was refused: ${answer.statusCode}`))
      answer.setEncoding('utf8').on('data', (part) => {
        if (!part.includes('changed') || planned) return
        planned = true
        setTimeout(look, Math.max(0, free_at - Date.now()))
      })
      answer.on('error', () => {})
      resolve(() => (request.destroy(), agent.destroy()))
    })
    request.on('error', reject)
  })
}

async function driver() {
  const cookie = (await fetch(`${kServer}/chat`)).headers.get('set-cookie').split(';')[0]
  return async (text) => {
    const answer = await fetch(`${kServer}/chat/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: cookie, Origin: kServer },
      body: JSON.stringify({ id: randomUUID(), kind: 'text', text }),
    })
    if (answer.status !== 200) throw new Error(`a message was refused: ${answer.status}`)
    return Date.now()
  }
}

const drivers = await Promise.all(Array.from({ length: kDrivers }, driver))
for (const say of drivers) await say('您好')
await desk.page.evaluate(() => (location.hash = '/inbox'))
await desk.page.locator('.row').first().waitFor()
// When each message was first painted: looked for in every frame in which the page changed.
await desk.page.evaluate(() => {
  globalThis.painted = {}
  new MutationObserver(() =>
    requestAnimationFrame(() => {
      for (const row of document.querySelectorAll('.row-text')) {
        const number = /第(\d+)条/.exec(row.textContent)?.[1]
        if (number) globalThis.painted[number] ??= Date.now()
      }
    }),
  ).observe(document.body, { subtree: true, childList: true, characterData: true })
})
const leave = await Promise.all(Array.from({ length: kConsoles - 1 }, follow))
const acknowledged = []
for (let i = 0; i < kMessages; i += 1) {
  await sleep(kApart_ms * (0.5 + Math.random()))
  acknowledged.push(await drivers[i % kDrivers](`第${i}条，问一下多久能有结果`))
}
await sleep(2000)
const painted = await desk.page.evaluate(() => globalThis.painted)
leave.forEach((stop) => stop())
await browser.close()
const missed = acknowledged.filter((_, i) => painted[i] === undefined).length
if (missed > 0) throw new Error(`${missed} messages were not seen`)
const took = acknowledged.map((at, i) => Math.max(0, painted[i] - at)).sort((a, b) => a - b)
console.log(`on the screen: median ${took[kMessages >> 1]} ms, 95 % ${took[Math.floor(kMessages * 0.95)]} ms, worst ${took[kMessages - 1]} ms (${kMessages} messages, ${kConsoles} consoles)`)
