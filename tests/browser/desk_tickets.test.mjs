// What operators do to a ticket in the console, against the server named by XINSHENG_URL and its account "demo".
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLive, openChat, sayAndHear } from './browser.mjs'
import { isAccessible, openDesk, signIn, withBrowser } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kStory = '货主拖欠运费八千三，电话也不接'

let browser
let desk
let page
withBrowser(
  (opened) => (browser = opened),
  () => desk,
)

/** A driver's complaint, and its ticket open in the console. Its number. */
async function openTicket() {
  const visitor = await openChat(browser, kServer)
  await isLive(visitor.page)
  for (const text of ['我要投诉', kStory, '货车', '跳过', '不同意', '跳过', '跳过', '1']) await sayAndHear(visitor.page, text)
  const said = await visitor.page.locator('.line').allTextContents()
  const number = /JN\d{13}/.exec(said.join(' '))?.[0]
  assert.ok(number, said.join('\n'))
  await visitor.context.close()
  desk = await openDesk(browser, kServer)
  page = desk.page
  await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
  await page.locator('.nav-link').first().waitFor()
  await page.evaluate((hash) => (location.hash = hash), `/tickets/${number}`)
  await page.locator(`.ticket[aria-label="${number}"] .clock`).first().waitFor()
  return number
}
const life = (text) => page.locator('.life li', { hasText: text }).first()
async function order(kind, fill) {
  await page.getByLabel('操作', { exact: true }).selectOption(kind)
  await fill?.()
  await page.getByRole('button', { name: '记下' }).click()
}

describe('a ticket', () => {
  it('is printed as its hotline gets it, alone on the page, when a reason is given', async () => {
    const number = await openTicket()
    await page.getByRole('button', { name: '打印' }).click()
    await page.locator('dialog input').fill('送承办单位')
    await page.locator('dialog [type=submit]').click()
    const sheet = page.locator('.sheet')
    await sheet.filter({ hasText: number }).waitFor()
    await sheet.locator('td', { hasText: kStory }).first().waitFor()
    await isAccessible(page)
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('.desk').isVisible(), false)
    assert.equal(await page.locator('.sheet-bar').isVisible(), false)
    assert.equal(await sheet.isVisible(), true)
    await page.emulateMedia({ media: 'screen' })
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  })

  it('stands still while the driver is asked, and goes on', async () => {
    await openTicket()
    await order('pause', () => page.getByLabel('做了什么，或对司机说的话').fill('请补一张回单'))
    await life('请补一张回单').waitFor()
    await page.locator('.clock .tag', { hasText: '暂停' }).first().waitFor()
    await order('resume')
    await page.locator('.clock .tag', { hasText: '暂停' }).first().waitFor({ state: 'detached' })
    await isAccessible(page)
  })

  it('is not extended by whoever asked for it', async () => {
    await openTicket()
    const until = await page.evaluate(() => new Date(Date.now() + 30 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 16))
    await order('extend', async () => {
      await page.locator('[type=datetime-local]').fill(until)
      await page.getByLabel('理由').fill('要等鉴定')
    })
    await life('要等鉴定').waitFor()
    await order('approve')
    await page.getByRole('alert').waitFor()
  })

  it('gives a second matter a ticket of its own, and that one is merged back', async () => {
    const number = await openTicket()
    await order('split', () => page.getByLabel('做了什么，或对司机说的话').fill('还压了我的保证金两千'))
    await life('还压了我的保证金两千').waitFor()
    const second = await page.evaluate(async () => (await (await fetch('/api/tickets?most=1')).json()).items[0].number)
    assert.notEqual(second, number)
    await page.evaluate((hash) => (location.hash = hash), `/tickets/${second}`)
    await page.locator(`.ticket[aria-label="${second}"] .clock`).first().waitFor()
    await order('merge', () => page.getByLabel('并到哪一张（工单号）').fill(number))
    await life('merge').waitFor()
  })

  it('tells what another hotline would change, before it is moved', async () => {
    await openTicket()
    await page.locator('.reroute summary').click()
    await page.locator('.reroute select').selectOption('12345')
    await page.locator('.what-if blockquote', { hasText: '12345' }).waitFor()
    await isAccessible(page)
  })
})
