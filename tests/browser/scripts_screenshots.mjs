// Takes the pictures docs/images/console-dialogs.png, console-flow.png and console-rules.png from the server named by XINSHENG_URL, whose
// account "demo" has the password XINSHENG_DESK_PASSWORD. Needs a Chinese font on the machine (Debian: fonts-noto-cjk).
import { fileURLToPath } from 'node:url'
import { isLive, launch, openChat, sayAndHear } from './browser.mjs'
import { openDesk, signIn } from './desk.mjs'

const kImages = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const kServer = process.env.XINSHENG_URL.replace(/\/$/, '')
const kSettle_ms = 700

const browser = await launch()
const desk = await openDesk(browser, kServer, { viewport: { width: 1440, height: 900 } })
const { page } = desk
const shoot = async (name) => {
  await page.waitForTimeout(kSettle_ms)
  await page.screenshot({ path: `${kImages}console-${name}.png` })
  console.log(`docs/images/console-${name}.png`)
}
const checked = () => page.locator('.file-head [role=status]', { hasText: '错误' }).waitFor()
// Tickets for the rules to see.
const visitor = await openChat(browser, kServer)
await isLive(visitor.page)
for (const text of ['我要投诉', '货主拖欠运费八千三，电话也不接', '货车', '跳过', '不同意', '跳过', '跳过', '1']) await sayAndHear(visitor.page, text)
await visitor.context.close()
await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
await page.locator('.nav-link', { hasText: '话本' }).click()
await page.getByPlaceholder('新草稿叫什么').fill(`改投诉的话术${Date.now() % 1000}`)
await page.getByRole('button', { name: '从现在的版本建草稿' }).click()
await page.locator('[data-file="complaint.yaml"]').click()
await checked()
for (const words of ['我要投诉', '货主拖欠运费八千三，电话也不接', '货车']) {
  await page.getByLabel('司机说……').fill(words)
  await page.getByRole('button', { name: '说', exact: true }).click()
  await page.locator('.try-driver', { hasText: words }).waitFor()
}
await shoot('dialogs')
await page.getByRole('button', { name: '流程图' }).click()
await page.locator('.flow-visited').first().waitFor()
await shoot('flow')
await page.getByRole('button', { name: '规则', exact: true }).click()
await page.locator('[data-file="rules/kinds.yaml"]').click()
await checked()
await page.getByRole('button', { name: '命中' }).click()
await page.locator('.script-form tbody tr').first().waitFor()
await shoot('rules')
await browser.close()
