// Takes the pictures of docs/images/chat-*.png at phone size, light and dark, from the server named by XINSHENG_URL or from
// the stand-in. Needs a Chinese font on the machine (Debian: fonts-noto-cjk).
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { allArrived, isLive, launch, openChat, picture, say, sayAndHear } from './browser.mjs'
import { startProxy } from './flaky_proxy.mjs'
import { startMock } from './mock_server.mjs'

const kImages = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const kStory = '平台昨天下午三点无故扣了我两百块钱，还限制接单，打客服没人管'
const kQuestionsMost = 20
const kSettle_ms = 400
/** What to tap where it is offered, and what to answer where nothing is; all of it made up. */
const kTaps = ['网约车', '提交', '确认', '没问题', '同意', '好了', '没有', '跳过']
const kAnswers = [[/车牌/, '鲁A00000'], [/时候|时间/, '昨天下午三点'], [/电话|手机/, '13000000001'], [/姓名|称呼/, '王师傅']]

const mock = process.env.XINSHENG_URL ? null : await startMock()
const line = await startProxy((process.env.XINSHENG_URL ?? mock.url).replace(/\/$/, ''))
const browser = await launch()
mkdirSync(kImages, { recursive: true })

for (const scheme of ['light', 'dark']) await takeAll(scheme)

await browser.close()
await line.close()
await mock?.close()

async function takeAll(colorScheme) {
  const { context, page } = await openChat(browser, line.url, { colorScheme, deviceScaleFactor: 2 })
  const shoot = async (name) => {
    await page.waitForTimeout(kSettle_ms)
    await page.screenshot({ path: `${kImages}chat-${name}-${colorScheme}.png` })
    console.log(`docs/images/chat-${name}-${colorScheme}.png`)
  }
  await isLive(page)
  await page.locator('.starter').first().waitFor()
  await shoot('welcome')
  await sayAndHear(page, '投诉')
  await sayAndHear(page, kStory)
  await page.locator('.option').first().waitFor()
  await shoot('question')
  await sendPhoto(page)
  await shoot('photo')
  await answerAll(page)
  await shoot('ticket')
  line.cut()
  await context.setOffline(true)
  await say(page, '对了，当时还有个乘客能作证')
  await page.locator('[data-waiting]').waitFor()
  await shoot('offline')
  line.restore()
  await context.close()
}

async function sendPhoto(page) {
  const buffer = await picture(browser, 900, 1200, 'image/jpeg')
  await page.locator('.picker').setInputFiles([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer }])
  await page.locator('.line-driver[data-sequence] .photo img').waitFor()
  await allArrived(page)
}

/** Answers questions until a ticket number stands in the conversation. */
async function answerAll(page) {
  for (let question = 0; question < kQuestionsMost && (await page.locator('.ticket').count()) === 0; question += 1) {
    const lines = await page.locator('[data-sequence]').count()
    await answerOne(page)
    await page.waitForFunction((before) => document.querySelectorAll('[data-sequence]').length > before + 1, lines)
    await allArrived(page)
  }
}

async function answerOne(page) {
  const labels = (await page.locator('.option').allTextContents()).map((label) => label.trim())
  const asked = (await page.locator('.line-bot .bubble').last().textContent()) ?? ''
  const wanted = kTaps.map((word) => labels.findIndex((label) => label.includes(word))).find((index) => index >= 0)
  const answer = kAnswers.find(([pattern]) => pattern.test(asked))
  if (wanted === undefined && answer) return say(page, answer[1])
  if (labels.length > 0) return page.locator('.option').nth(wanted ?? 0).click()
  return say(page, '跳过')
}
