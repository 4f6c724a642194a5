// A ticket that a supervisor moves becomes a test and a rule of a draft, against the server named by XINSHENG_URL and its account "demo".
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { isLive, launch, openChat, sayAndHear } from './browser.mjs'
import { isAccessible, openDesk, signIn } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kPatience_ms = 60_000

let browser
before(async () => {
  browser = await launch()
})
after(() => browser?.close())

it('a correction is shown with what the rules say, and is written into a draft that is open and not saved yet', async () => {
  const visitor = await openChat(browser, kServer)
  await isLive(visitor.page)
  for (const text of ['我要投诉', '货主拖欠运费八千三，电话也不接，装货排队三天', '货车', '跳过', '不同意', '跳过', '跳过', '1']) await sayAndHear(visitor.page, text)
  const number = /JN\d{13}/.exec((await visitor.page.locator('.line').allTextContents()).join(' '))?.[0]
  await visitor.context.close()
  const { page, problems, context } = await openDesk(browser, kServer)
  page.setDefaultTimeout(kPatience_ms)
  await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
  await page.locator('.nav-link').first().waitFor()
  // The first forward may be on its way for a moment: then it cannot be moved.
  for (let moved = 0; moved !== 200; await page.waitForTimeout(moved === 200 ? 0 : 500)) {
    moved = await page.evaluate(async (ticket) => {
      const token = (await (await fetch('/api/session')).json()).token
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': token, 'Idempotency-Key': `move-${ticket}-${Date.now()}` }
      return (await fetch(`/api/tickets/${ticket}/transfer`, { method: 'POST', headers, body: JSON.stringify({ hotline: '12345', reason: '装货排队归城管' }) })).status
    }, number)
  }
  await page.locator('.nav-link', { hasText: '话本' }).click()
  await page.locator('.corrections-part summary').click()
  const one = page.locator(`[data-correction="${number}"]`)
  await one.filter({ hasText: '规则现在说 12328' }).waitFor()
  await one.filter({ hasText: '装货排队归城管' }).waitFor()
  await isAccessible(page)
  await one.getByLabel(/写进用例的话/).fill('装货排队等了三天没人管')
  await one.getByLabel(/哪个词/).fill('装货排队')
  await one.getByRole('button', { name: '写进草稿' }).click()
  await page.getByRole('status').filter({ hasText: '已经加上一条用例和一条规则' }).waitFor()
  await page.locator('.cm-content', { hasText: '更正：装货排队' }).waitFor()
  assert.deepEqual(problems, [])
  await context.close()
})
