// What every browser test of the operators' console needs.
import assert from 'node:assert/strict'
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
