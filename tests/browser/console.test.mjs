// The operators' console in a real browser, against the server named by XINSHENG_URL and its account "demo".
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { launch } from './browser.mjs'
import { isAccessible, openDesk, signIn } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kPassword = process.env.XINSHENG_DESK_PASSWORD ?? ''

let browser
let desk
let page

before(async () => {
  assert.notEqual(kPassword, '', 'set XINSHENG_DESK_PASSWORD, or start this by scripts/browser_on_server.sh')
  browser = await launch()
})
after(() => browser?.close())
afterEach(async () => {
  const problems = desk?.problems ?? []
  await desk?.context.close()
  desk = undefined
  assert.deepEqual(problems, [])
})

async function open(options) {
  desk = await openDesk(browser, kServer, options)
  page = desk.page
}
async function openSignedIn(options) {
  await open(options)
  await signIn(page, 'demo', kPassword)
  await page.locator('.nav-link').first().waitFor()
}
const go = (word) => page.locator('.nav-link', { hasText: word }).click()

describe('the door', () => {
  it('comes with a strict policy, and its scripts are compressed under names of their content', async () => {
    await open()
    const answer = await desk.context.request.get(`${kServer}/console/`)
    const policy = answer.headers()['content-security-policy'] ?? ''
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(part), `${part} in: ${policy}`)
    }
    const script = /src="(\/assets\/[^"]+-[\w-]{8}\.js)"/.exec(await answer.text())?.[1]
    assert.ok(script, 'a script with its hash in the name')
    const asset = await desk.context.request.get(`${kServer}${script}`, { headers: { 'Accept-Encoding': 'gzip' } })
    assert.equal(asset.headers()['content-encoding'], 'gzip')
    assert.match(asset.headers()['cache-control'], /immutable/)
    assert.equal((await desk.context.request.get(`${kServer}/api/openapi.json`)).status(), 200)
    assert.equal((await desk.context.request.get(`${kServer}/api/accounts`)).status(), 401)
  })

  it('tells a wrong password in a sentence and keeps the name that was typed', async () => {
    await open()
    await signIn(page, 'demo', 'surely not the password')
    await page.getByRole('alert').filter({ hasText: '用户名、密码或验证码不对' }).waitFor()
    assert.equal(await page.locator('[name=username]').inputValue(), 'demo')
    await isAccessible(page)
  })

  it('opens with the password that ./run printed, and closes on signing out', async () => {
    await openSignedIn()
    const cookies = await desk.context.cookies(kServer)
    assert.deepEqual(cookies.map((cookie) => [cookie.httpOnly, cookie.sameSite]), [[true, 'Strict']])
    await page.reload()
    await page.locator('.nav-link').first().waitFor()
    await page.locator('.side-foot .nav-link').last().click()
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.locator('[name=username]').waitFor()
    assert.equal((await desk.context.request.get(`${kServer}/api/session`)).status(), 401)
  })
})

describe('users and audit log', () => {
  it('adds a colleague whose password is shown once, and the log tells of it', async () => {
    await openSignedIn()
    await go('用户')
    await page.getByRole('button', { name: '添加' }).click()
    const form = page.locator('dialog form')
    const name = `li${Date.now().toString(36)}`
    await form.locator('input').nth(0).fill(name)
    await form.locator('input').nth(1).fill('小李 <b>x</b>')
    await form.locator('[type=checkbox]').uncheck()
    await form.locator('[type=submit]').click()
    const password = (await page.locator('.secret').first().textContent()).trim()
    await isAccessible(page)
    await page.locator('dialog').getByRole('button', { name: '关闭' }).last().click()
    await page.locator('td', { hasText: '小李 <b>x</b>' }).first().waitFor()
    await isAccessible(page)
    await go('审计')
    await page.locator('td', { hasText: 'account' }).first().waitFor()
    await isAccessible(page)
    const other = await openDesk(browser, kServer)
    await signIn(other.page, name, password)
    await other.page.locator('.side-foot').waitFor()
    assert.equal(await other.page.locator('.nav-link', { hasText: '用户' }).count(), 0)
    assert.deepEqual(other.problems, [])
    await other.context.close()
  })
})
