// How long a browser with an empty cache takes until the console can be used, against the server named by XINSHENG_URL and its account
// "demo" (XINSHENG_DESK_PASSWORD): from the request to the door's field, and, signed in, to a conversation's row. Medians and worst of
// some rounds, as docs/performance.md tells them.
import { launch } from './browser.mjs'
import { openDesk, signIn } from './desk.mjs'

const kServer = process.env.XINSHENG_URL.replace(/\/$/, '')
const kRounds = Number(process.argv[2] ?? 15)

/** Milliseconds from the start of the navigation until something of this kind is there and painted. */
async function opens(page, address, selector) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.clearBrowserCache')
  await page.goto('about:blank')
  await page.goto(address, { waitUntil: 'commit' })
  const took = await page.evaluate(
    (wanted) =>
      new Promise((resolve) => {
        const look = () => (document.querySelector(wanted) ? requestAnimationFrame(() => resolve(performance.now())) : setTimeout(look, 2))
        look()
      }),
    selector,
  )
  const bytes = await page.evaluate(() =>
    performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js')).reduce((sum, one) => sum + one.encodedBodySize, 0))
  await session.detach()
  return { took, bytes }
}

const browser = await launch()
const desk = await openDesk(browser, kServer)
async function measure(name, selector) {
  const rounds = []
  for (let i = 0; i < kRounds; i += 1) rounds.push(await opens(desk.page, `${kServer}/console/`, selector))
  const took = rounds.map((one) => one.took).sort((a, b) => a - b)
  const bytes = Math.max(...rounds.map((one) => one.bytes))
  console.log(`${name}: median ${Math.round(took[kRounds >> 1])} ms, worst ${Math.round(took[kRounds - 1])} ms, ${bytes} bytes of JavaScript as sent`)
}
await measure('the door', '[name=username]')
await desk.page.locator('[name=username]').waitFor()
await signIn(desk.page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
await desk.page.locator('.row').first().waitFor()
await measure('conversations', '.row')
await browser.close()
