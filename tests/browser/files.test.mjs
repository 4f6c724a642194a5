// The files operators keep, in the console: against the server named by XINSHENG_URL, whose files may be changed (scripts/browser_on_server.sh
// gives it copies).
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isAccessible, openDesk, signIn, withBrowser } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')

let browser
let desk
let page
withBrowser(
  (opened) => (browser = opened),
  () => desk,
)
async function open(file) {
  desk = await openDesk(browser, kServer)
  page = desk.page
  await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
  await page.locator('.nav-link', { hasText: '值班承诺' }).click()
  await page.locator(`[data-file="${file}"]`).click()
  await page.locator(`[data-shown="${file}"]`).waitFor()
}
const edit = () => page.getByRole('button', { name: '修改', exact: true }).click()
const save = () => page.getByRole('button', { name: '保存' }).click()

describe('the files operators keep', () => {
  it('are told what is wrong with them while they are typed, where and what to do, and are not saved so', async () => {
    await open('promises')
    await page.locator('.file-table td', { hasText: 'FRT_3083' }).first().waitFor()
    await edit()
    const field = page.locator('.file-text')
    const good = await field.inputValue()
    await field.fill(good.replace(/^RESP .*$/m, 'RESP 三十分'))
    await page.locator('.faults button').first().waitFor()
    assert.equal(await page.getByRole('button', { name: '保存' }).isDisabled(), true)
    await isAccessible(page)
    await page.locator('.faults button').first().click()
    await page.waitForFunction(() => {
      const area = document.querySelector('.file-text')
      return area.value.slice(area.selectionStart, area.selectionEnd) === 'RESP 三十分'
    })
    // What was typed stays while one looks elsewhere.
    await page.locator('[data-file="calendar"]').click()
    await page.locator('[data-shown="calendar"]').waitFor()
    await page.locator('[data-file="promises"]').click()
    assert.match(await page.locator('.file-text').inputValue(), /三十分/)
    await page.getByRole('button', { name: '不改了' }).click()
    await page.locator('.file-table td', { hasText: 'FRT_3083' }).first().waitFor()
  })

  it('change by a form, and a reply written so is there for the next look', async () => {
    await open('replies')
    await edit()
    await page.getByRole('button', { name: '加一条' }).click()
    await page.locator('.reply-rows li:last-child input').fill('路上注意')
    await page.locator('.reply-rows li:last-child textarea').fill('{姓名}师傅，路上注意安全。\n有事随时找我们。')
    await page.locator('.narrow-field').fill('新加一句')
    await isAccessible(page)
    await save()
    await page.locator('.file-table td', { hasText: '路上注意安全' }).waitFor()
    await isAccessible(page)
    await page.locator('.nav-link', { hasText: '审计' }).click()
    await page.locator('tr', { hasText: '新加一句' }).first().waitFor()
  })

  it('that somebody else saved meanwhile are shown beside one’s own, and nothing typed is lost', async () => {
    await open('replies')
    await edit()
    await page.locator('.reply-rows li:first-child textarea').fill('您好，我写的。')
    const status = await page.evaluate(async () => {
      const token = (await (await fetch('/api/session')).json()).token
      const now = await (await fetch('/api/files/replies/text')).json()
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': token, 'Idempotency-Key': `files-test-${Date.now()}` }
      return (await fetch('/api/files/replies', { method: 'POST', headers, body: JSON.stringify({ text: `${now.text}同事加的 = 同事加的。\n`, version: now.version }) })).status
    })
    assert.equal(status, 200)
    await save()
    await page.locator('.diff', { hasText: '我写的' }).waitFor()
    assert.match(await page.locator('.diff').textContent(), /- 同事加的/)
    await isAccessible(page)
    await page.getByRole('button', { name: '用对方的，丢掉我写的' }).click()
    assert.match(await page.locator('.reply-rows').locator('input').last().inputValue(), /同事加的/)
  })
})
