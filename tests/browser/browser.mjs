// What every browser test of the chat needs: the browser, a fresh visitor, and words for what a driver does and sees.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')

export const kPhone = { width: 390, height: 844 }
const kDevice = { viewport: kPhone, isMobile: true, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }
/** How long a test waits for something that must happen; no test needs it to pass. */
export const kPatience_ms = 30_000

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  })

/** A new visitor with the chat open. `problems` collects what must never happen in a page. */
export async function openChat(browser, base, options = {}) {
  const context = await browser.newContext({ ...kDevice, ...options })
  context.setDefaultTimeout(kPatience_ms)
  const visitor = { context, problems: [], requests: [] }
  context.on('request', (request) => visitor.requests.push(request.url()))
  visitor.page = await openPage(visitor, base)
  return visitor
}

/** One more tab of the same visitor. */
export async function openPage(visitor, base) {
  const page = await visitor.context.newPage()
  page.on('pageerror', (error) => visitor.problems.push(String(error)))
  page.on('dialog', (dialog) => {
    visitor.problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (entry) => {
    if (/Content.Security.Policy|Trusted(HTML|Script)/i.test(entry.text())) visitor.problems.push(entry.text())
  })
  await page.goto(`${base}/chat`)
  await page.locator('#words').waitFor()
  return page
}

export const isLive = (page) => page.locator('.state-on').waitFor()

export async function say(page, text) {
  await page.locator('#words').fill(text)
  await page.locator('#words').press('Enter')
}

/** Nothing is on its way any more. */
export const allArrived = (page) => page.waitForFunction(() => document.querySelector('[data-waiting]') === null)

/** Says it and waits until it stands in the conversation with an answer by somebody else after it. */
export async function sayAndHear(page, text) {
  await say(page, text)
  await hear(page, text)
}

/** Says it and waits until it stands in the conversation, answered or not. */
export async function sayAndSee(page, text) {
  await say(page, text)
  await page.waitForFunction(
    (wanted) => [...document.querySelectorAll('.line-driver[data-sequence] .bubble')].some((each) => each.textContent === wanted),
    text,
  )
}

/** The driver's line with this text stands in the conversation and is answered. */
export const hear = (page, text) =>
  page.waitForFunction((wanted) => {
    const lines = [...document.querySelectorAll('[data-sequence]')]
    const at = lines.findLastIndex((line) => line.matches('.line-driver') && line.querySelector('.bubble')?.textContent === wanted)
    return at >= 0 && lines.slice(at + 1).some((line) => !line.matches('.line-driver'))
  }, text)

/** What stands in the conversation, as [sequence, text] per line. */
export const shown = (page) =>
  page.$$eval('[data-sequence]', (lines) =>
    lines.map((line) => [Number(line.dataset.sequence), line.querySelector('.bubble:not(.place)')?.textContent ?? '']),
  )

export const ownTexts = (page) => page.$$eval('.line-driver[data-sequence] .bubble', (all) => all.map((each) => each.textContent))

/** The whole history as the server tells it now, in the same form as `shown`. */
async function history(page) {
  return page.evaluate(async () => {
    const turns = []
    for (let more = true; more; ) {
      const after = turns.length === 0 ? 0 : turns[turns.length - 1].sequence
      const answer = await (await fetch(`/chat/history?after=${after}`)).json()
      turns.push(...answer.turns)
      more = answer.more && answer.turns.length > 0
    }
    return turns.flatMap((turn) => turn.lines.map((line) => [turn.sequence, line.text ?? '']))
  })
}

/** The page shows exactly what the server has: nothing lost, nothing twice, same order, same letters. */
export async function showsTheHistory(page) {
  await page.waitForFunction(
    async () => {
      const last = Math.max(0, ...[...document.querySelectorAll('[data-sequence]')].map((line) => Number(line.dataset.sequence)))
      const answer = await (await fetch(`/chat/history?after=${last}`)).json()
      return answer.turns.length === 0
    },
    undefined,
    { polling: 200 },
  )
  assert.deepEqual(await shown(page), await history(page))
}

/** A picture file as a camera would make it, drawn by the browser itself. */
export async function picture(browser, width, height, type) {
  const page = await browser.newPage()
  const base64 = await page.evaluate(
    async ([wide, high, kind]) => {
      const canvas = document.createElement('canvas')
      canvas.width = wide
      canvas.height = high
      const pen = canvas.getContext('2d')
      pen.fillStyle = '#8fb4bd'
      pen.fillRect(0, 0, wide, high)
      pen.fillStyle = '#39525a'
      pen.fillRect(0, high * 0.6, wide, high * 0.4)
      pen.fillStyle = '#f2c14e'
      pen.fillRect(wide * 0.2, high * 0.45, wide * 0.5, high * 0.3)
      return canvas.toDataURL(kind).split(',')[1]
    },
    [width, height, type],
  )
  await page.close()
  return Buffer.from(base64, 'base64')
}
