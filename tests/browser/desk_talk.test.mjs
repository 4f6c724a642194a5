// What a conversation in the console shows beside words, and the written replies, against the server named by XINSHENG_URL.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { picture } from './browser.mjs'
import { driverAt, isAccessible, openDesk, signIn, withBrowser } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')

let browser
let desk
let page
withBrowser(
  (opened) => (browser = opened),
  () => desk,
)

/** The driver's conversation, open in the console. What a hotline reports meanwhile may put another one first in the list. */
async function openOf(one) {
  const sign = `有人吗${randomUUID().replace(/[^a-f]/g, '')}`
  await one.send({ kind: 'text', text: sign })
  desk = await openDesk(browser, kServer)
  page = desk.page
  await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
  await page.locator('.row', { hasText: sign }).click()
  await page.locator('.talk .said-driver').first().waitFor()
}

describe('a conversation', () => {
  it('shows a photo from the server’s own address when it is asked for, and the audit log tells of the look', async () => {
    const one = await driverAt(kServer)
    await openOf(one)
    const { media } = await one.upload(await picture(browser, 40, 30, 'image/jpeg'))
    await one.send({ kind: 'photo', media: [media] })
    await page.getByRole('button', { name: '看照片 1' }).click()
    const photo = page.locator('.said-photo')
    await photo.waitFor()
    await page.waitForFunction(() => document.querySelector('.said-photo').naturalWidth === 40)
    assert.match(await photo.getAttribute('src'), /^\/api\/conversations\/\d+\/photos\/[0-9a-f]{32}$/)
    await isAccessible(page)
    await page.locator('.nav-link', { hasText: '审计' }).click()
    await page.locator('td', { hasText: 'photos' }).first().waitFor()
  })

  it('draws where the driver is, how far from the place before, and tells it roughly until a reason is given', async () => {
    const one = await driverAt(kServer)
    await openOf(one)
    await one.send({ kind: 'location', name: '北园大街', latitude: 36.68512, longitude: 116.99731 })
    await one.send({ kind: 'location', name: '济南站', latitude: 36.67123, longitude: 116.99001 })
    const sketch = page.locator('.place-sketch').last()
    await sketch.filter({ hasText: '36.67°' }).waitFor()
    assert.match(await sketch.textContent(), /离上一次的位置 [\d.]+ k?m/)
    assert.equal(await page.locator('.place-sketch', { hasText: '离上一次' }).count(), 1)
    await isAccessible(page)
    await page.getByRole('button', { name: '查看未打码内容' }).click()
    await page.locator('dialog input').fill('救援要位置')
    await page.locator('dialog [type=submit]').click()
    await page.locator('.place-sketch', { hasText: '36.67123°' }).waitFor()
  })

  it('offers written replies as the driver would read them, and says no word with an empty place', async () => {
    const one = await driverAt(kServer)
    await openOf(one)
    await one.send({ kind: 'text', text: '我要投诉' })
    await page.locator('.talk-form .chip', { hasText: '常用语' }).click()
    await page.locator('.canned .row[disabled]', { hasText: '这位司机现在没有 {工单号}' }).first().waitFor()
    await isAccessible(page)
    await page.locator('.canned .row', { hasText: '您好，我是人工座席演示' }).click()
    assert.match(await page.locator('.talk-form textarea').inputValue(), /\{座席\}/)
    await page.getByRole('button', { name: '发送' }).click()
    await page.locator('.said-operator', { hasText: '我是人工座席演示' }).waitFor()
    await page.locator('.talk-form textarea').fill('您的工单 {工单号} 在办')
    await page.getByRole('button', { name: '发送' }).click()
    await page.getByRole('alert').filter({ hasText: '{工单号}' }).waitFor()
    assert.equal(await page.locator('.talk-form textarea').inputValue(), '您的工单 {工单号} 在办')
    await page.getByRole('button', { name: '交还机器人' }).click()
    await page.getByRole('button', { name: '接管' }).waitFor()
  })
})
