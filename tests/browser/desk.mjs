// What every browser test of the operators' console needs.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, afterEach, before } from 'node:test'
import { kPatience_ms, launch } from './browser.mjs'

const kAxe = readFileSync(createRequire(new URL('../../web/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8')
/** The console asks for times in Jinan's zone whatever the browser's is. */
const kDesk = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN', timezoneId: 'Europe/Berlin' }

/** A new browser profile with the console's door open. `problems` collects what must never happen in a page. */
export async function openDesk(browser, base, options = {}) {
  const context = await browser.newContext({ ...kDesk, ...options })
  context.setDefaultTimeout(kPatience_ms)
  const page = await context.newPage()
  const problems = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (entry) => {
    if (/Content.Security.Policy|Trusted(HTML|Script)/i.test(entry.text())) problems.push(entry.text())
  })
  await page.goto(`${base}/console/`)
  await page.locator('[name=username]').waitFor()
  return { context, page, problems }
}

export async function signIn(page, name, password) {
  await page.locator('[name=username]').fill(name)
  await page.locator('[name=password]').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

/** No fault of WCAG 2.1 A or AA that axe calls serious or critical. */
export async function isAccessible(page) {
  await page.evaluate(kAxe)
  const faults = await page.evaluate(async () => {
    const found = await globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    return found.violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)
  })
  assert.deepEqual(faults, [])
}

/** A driver at the web chat's own addresses, without its page: `post` says a message, whatever is in it, `send` one that must be taken. */
export async function driverAt(base) {
  const cookie = (await fetch(`${base}/chat`)).headers.get('set-cookie').split(';')[0]
  const call = (path, body, type) => fetch(`${base}${path}`, { method: 'POST', headers: { 'Content-Type': type, Cookie: cookie, Origin: base }, body })
  const taken = async (answer) => {
    assert.equal(answer.status, 200, await answer.clone().text())
    return answer.json()
  }
  const post = (message) => call('/chat/messages', JSON.stringify({ id: randomUUID(), ...message }), 'application/json')
  return {
    post,
    send: async (message) => taken(await post(typeof message === 'string' ? { kind: 'text', text: message } : message)),
    upload: async (bytes) => taken(await call('/chat/photos', bytes, 'image/jpeg')),
  }
}

/** A browser for the tests of a file (`opened` is told it); after each of them, the console that it opened last (`desk` says which) is closed
 * and has seen nothing that must never happen. */
export function withBrowser(opened, desk) {
  let browser, closed
  before(async () => {
    browser = await launch()
    opened(browser)
  })
  after(() => browser?.close())
  afterEach(async () => {
    const last = desk()
    if (last === closed) return
    closed = last
    await last.context.close()
    assert.deepEqual(last.problems, [])
  })
}

/** A new account's password, made by whoever is signed in in this page. */
export async function addColleague(page, name, display, role) {
  return page.evaluate(
    async (account) => {
      const { token } = await (await fetch('/api/session')).json()
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': token, 'Idempotency-Key': `browser-${account.name}` }
      return (await (await fetch('/api/accounts', { method: 'POST', headers, body: JSON.stringify(account) })).json()).password
    },
    { name, display, role, one_time_code: false },
  )
}
