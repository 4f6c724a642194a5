// What every browser test of the operators' console needs.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { kPatience_ms } from './browser.mjs'

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

/** The drivers' own web address, used without its page: `send` says one message and waits for it to be durable. */
export async function driverAt(base) {
  const cookie = (await fetch(`${base}/chat`)).headers.get('set-cookie').split(';')[0]
  return {
    async send(text) {
      const headers = { 'Content-Type': 'application/json', Cookie: cookie, Origin: base }
      const answer = await fetch(`${base}/chat/messages`, { method: 'POST', headers, body: JSON.stringify({ id: randomUUID(), kind: 'text', text }) })
      assert.equal(answer.status, 200, await answer.text())
    },
  }
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
