// Takes the picture docs/images/console-lists.png from the server named by XINSHENG_URL, whose account "demo" has the password
// XINSHENG_DESK_PASSWORD: several drivers wait, some are chosen, a colleague looks at one. Needs a Chinese font on the machine
// (Debian: fonts-noto-cjk).
import { fileURLToPath } from 'node:url'
import { launch } from './browser.mjs'
import { addColleague, driverAt, openDesk, signIn } from './desk.mjs'

const kImages = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const kServer = process.env.XINSHENG_URL.replace(/\/$/, '')
const kSaid = ['我要投诉', '快递站罚款太重了', '网约车平台乱扣钱', '充电桩老是坏', '转人工', '工地进不去，等了一天', '转人工']

for (const text of kSaid) await (await driverAt(kServer)).send(text)
const browser = await launch()
const { page } = await openDesk(browser, kServer, { viewport: { width: 1280, height: 800 } })
await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
await page.locator('.row', { hasText: '转人工' }).first().waitFor()
const name = `li${Date.now().toString(36)}`
const password = await addColleague(page, name, '小李', 'operator')
const other = await openDesk(browser, kServer)
await signIn(other.page, name, password)
const rows = page.locator('.long-row')
const seen = await rows.nth(1).locator('.row').getAttribute('data-conversation')
await other.page.locator(`[data-conversation="${seen}"]`).click()
await other.page.locator('.talk-form textarea').pressSequentially('您好')
await page.locator('.here').first().waitFor()
for (const at of [0, 3]) await rows.nth(at).getByRole('checkbox').check()
await page.locator('.bulk select').selectOption(name)
await page.screenshot({ path: `${kImages}console-lists.png` })
console.log('docs/images/console-lists.png')
await browser.close()
