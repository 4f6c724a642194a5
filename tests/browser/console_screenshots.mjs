// Takes the pictures of docs/images/console-*.png from the server named by XINSHENG_URL, whose account "demo" has the password
// XINSHENG_DESK_PASSWORD. Needs a Chinese font on the machine (Debian: fonts-noto-cjk).
import { fileURLToPath } from 'node:url'
import { isLive, kPhone, launch, openChat, sayAndHear } from './browser.mjs'
import { openDesk, signIn } from './desk.mjs'

const kImages = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const kServer = process.env.XINSHENG_URL.replace(/\/$/, '')
const kWide = { width: 1280, height: 800 }
const kSettle_ms = 400

const browser = await launch()
const visitor = await openChat(browser, kServer)
await isLive(visitor.page)
for (const text of ['我要投诉', '货主拖欠运费八千三，电话也不接，我的电话13000000001', '货车', '跳过', '不同意', '跳过', '跳过', '1']) await sayAndHear(visitor.page, text)

for (const [name, colorScheme, viewport] of [['light', 'light', kWide], ['dark', 'dark', kWide], ['phone', 'light', kPhone]]) {
  const desk = await openDesk(browser, kServer, { colorScheme, viewport })
  const shoot = async (view) => {
    await desk.page.waitForTimeout(kSettle_ms)
    await desk.page.screenshot({ path: `${kImages}console-${view}-${name}.png` })
    console.log(`docs/images/console-${view}-${name}.png`)
  }
  await signIn(desk.page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
  await desk.page.locator('.row').first().click()
  await desk.page.locator('.said-driver mark').first().waitFor()
  const story = desk.page.locator('.said-driver', { hasText: '货主' })
  await story.locator('summary').click()
  await story.scrollIntoViewIfNeeded()
  await shoot('conversation')
  await desk.page.locator('.nav-link', { hasText: '工单' }).click()
  await desk.page.locator('[data-ticket]').first().click()
  await desk.page.locator('.clock summary').first().click()
  await shoot('ticket')
  await desk.context.close()
}
await browser.close()
