// Takes the picture docs/images/console-files.png from the server named by XINSHENG_URL, which has a duty roster and whose account "demo" has
// the password XINSHENG_DESK_PASSWORD. Needs a Chinese font on the machine (Debian: fonts-noto-cjk).
import { fileURLToPath } from 'node:url'
import { launch } from './browser.mjs'
import { openDesk, signIn } from './desk.mjs'

const kImages = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const browser = await launch()
const { page } = await openDesk(browser, process.env.XINSHENG_URL.replace(/\/$/, ''), { viewport: { width: 1440, height: 900 } })
await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
await page.locator('.nav-link', { hasText: '值班承诺' }).click()
await page.locator('[data-file="promises"]').click()
await page.locator('[data-shown="promises"] td').first().waitFor()
await page.screenshot({ path: `${kImages}console-files.png` })
console.log('docs/images/console-files.png')
await browser.close()
