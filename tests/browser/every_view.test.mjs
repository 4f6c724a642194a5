// What holds for every view of the console (its table is web/src/console/views.ts): readable at 200 %, on a phone and in the dark, without
// navigation on paper; and the whole of an operator's work by keyboard alone.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { isLive, kPhone, launch, openChat, sayAndHear } from './browser.mjs'
import { isAccessible, openDesk, signIn } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kPassword = process.env.XINSHENG_DESK_PASSWORD ?? ''
/** A screen of 1280 × 800 of which everything is shown twice as large. */
const kTwiceAsLarge = { width: 640, height: 400 }
const kTabs = 250 // no view has more stops

const views = [...readFileSync(new URL('../../web/src/console/views.ts', import.meta.url), 'utf8').matchAll(/\{ name: '(\w+)', path: '(\/\w+)/g)].map(([, name, path]) => ({ name, path }))

let browser
let number
let conversation
let draft
before(async () => {
  assert.ok(views.length >= 8, 'the table of views is read')
  browser = await launch()
  const visitor = await openChat(browser, kServer)
  await isLive(visitor.page)
  // One word that cannot be broken, as wide as any screen.
  const story = `货主拖欠运费八千三，电话也不接 ${'运'.repeat(60)} https://example.com/${'a'.repeat(160)}`
  for (const text of ['我要投诉', story, '货车', '跳过', '不同意', '跳过', '跳过', '1']) await sayAndHear(visitor.page, text)
  number = /JN\d{13}/.exec((await visitor.page.locator('.line').allTextContents()).join(' '))?.[0]
  assert.ok(number)
  await visitor.context.close()
  const desk = await openSignedIn()
  conversation = await desk.page.evaluate(async (sought) => (await (await fetch(`/api/tickets/${sought}`)).json()).ticket.conversation, number)
  draft = `看得清${Date.now() % 100000}`
  const made = await desk.page.evaluate(async (name) => {
    const token = (await (await fetch('/api/session')).json()).token
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': token, 'Idempotency-Key': `every-view-${Date.now()}` }
    return (await fetch('/api/drafts', { method: 'POST', headers, body: JSON.stringify({ name }) })).status
  }, draft)
  assert.equal(made, 200)
  await desk.context.close()
})
after(() => browser?.close())

async function openSignedIn(options) {
  const desk = await openDesk(browser, kServer, options)
  await signIn(desk.page, 'demo', kPassword)
  await desk.page.locator('.nav-link').first().waitFor({ state: 'attached' })
  return desk
}

/** Views as they open, and what opens inside them; `shown` is there when the view has its data. */
function places() {
  const inside = {
    inbox: [{ path: `/inbox/${conversation}`, shown: '.talk-lines .said' }],
    tickets: [{ path: `/tickets/${number}`, shown: '.clock' }],
    scripts: [
      { path: `/scripts/${encodeURIComponent(draft)}`, shown: '.draft-files .row' },
      { path: `/scripts/${encodeURIComponent(draft)}/complaint.yaml`, shown: '.file-head [role=status]' },
    ],
    files: ['duty', 'replies', 'promises', 'calendar', 'roster', 'contents'].map((name) => ({ path: `/files/${name}`, shown: `[data-shown="${name}"]` })),
  }
  const full = { inbox: '.rows .row', tickets: '.rows .row', files: '.file-card', reports: '.reports-cards dd', audit: 'td', users: 'td' }
  return views.flatMap(({ name, path }) => [{ path, shown: full[name] ?? 'main h1' }, ...(inside[name] ?? [])])
}

async function show(page, { path, shown }) {
  await page.evaluate((hash) => (location.hash = hash), path)
  await page.locator(shown).first().waitFor()
  // Drawn, and what was asked for has been shown.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

/** What stands beyond the edge of the window or of the part that cuts it off, and cannot be scrolled to within its own frame. */
const cutOff = (page) =>
  page.evaluate(() => {
    const told = (element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${(element.textContent ?? '').trim().slice(0, 30)}”`
    const styles = (element) => getComputedStyle(element)
    const scrolls = (element) => ['auto', 'scroll'].includes(styles(element).overflowX)
    const faults = []
    if (document.documentElement.scrollWidth > innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`)
    for (const element of document.querySelectorAll('body *')) {
      const box = element.getBoundingClientRect()
      const style = styles(element)
      if (box.width === 0 || box.height === 0 || style.visibility === 'hidden' || style.clipPath !== 'none' || element.closest('svg, canvas')) continue
      let frame = element.parentElement
      while (frame && !scrolls(frame)) frame = frame.parentElement
      const isOfTable = frame && frame.matches('.table-frame, .diff, .script-flow, .vue-flow')
      if (!isOfTable && (box.right > innerWidth + 1 || box.left < -1)) {
        let at = element
        while (at && styles(at).clipPath === 'none') at = at.parentElement
        if (!at) faults.push(`beyond the edge: ${told(element)}`)
      }
      // Text that is cut says so by its ellipsis; text that scrolls sideways belongs into a table or an editor.
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
      if (hasText && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) faults.push(`cut off: ${told(element)}`)
      if (scrolls(element) && element.scrollWidth > element.clientWidth + 1 && !element.matches('.table-frame, .table-frame *, .diff, .file-text, textarea, .vue-flow *')) faults.push(`scrolls sideways: ${told(element)}`)
    }
    return faults
  })

async function everyPlace(options, holds) {
  const desk = await openSignedIn(options)
  const faults = []
  for (const place of places()) {
    await show(desk.page, place)
    try {
      await holds(desk.page)
    } catch (error) {
      faults.push(`${place.path}: ${error.message}`)
    }
  }
  assert.deepEqual(desk.problems, [])
  await desk.context.close()
  assert.deepEqual(faults, [])
}
const isWhole = async (page) => assert.deepEqual(await cutOff(page), [])

describe('every view', () => {
  it('is whole at 200 %', () => everyPlace({ viewport: kTwiceAsLarge }, isWhole))
  it('is whole on a phone', () => everyPlace({ viewport: kPhone, isMobile: true, hasTouch: true }, isWhole))
  it('has no serious fault of accessibility in the dark', () => everyPlace({ colorScheme: 'dark' }, isAccessible))
  it('has no serious fault of accessibility by daylight', () => everyPlace({ colorScheme: 'light' }, isAccessible))
  it('is printed without navigation', () =>
    everyPlace({}, async (page) => {
      await page.emulateMedia({ media: 'print' })
      try {
        assert.equal(await page.locator('.side').isVisible(), false, 'the navigation is on paper')
      } finally {
        await page.emulateMedia({ media: 'screen' })
      }
    }))
})

describe('by keyboard alone', () => {
  it('an operator signs in, opens a conversation, takes it, answers, gives it back, and writes into its ticket', async () => {
    const { page, problems, context } = await openDesk(browser, kServer)
    const keys = page.keyboard
    /** Goes on with Tab until the focus is on what this selector and these words name. */
    const reach = async (selector, words = '') => {
      for (let i = 0; i < kTabs; i += 1) {
        const isThere = await page.evaluate(
          ([sought, text]) => Boolean(document.activeElement?.matches(sought) && (document.activeElement.textContent ?? '').includes(text)),
          [selector, words],
        )
        if (isThere) return
        await keys.press('Tab')
      }
      assert.fail(`Tab does not come to ${selector} ${words}`)
    }
    await reach('[name=username]')
    await keys.type('demo')
    await reach('[name=password]')
    await keys.type(kPassword)
    await keys.press('Enter')
    await page.locator('.nav-link').first().waitFor()
    await keys.press('g')
    await keys.press('i')
    await page.locator('.row').first().waitFor()
    // The newest one may be another test's driver: theirs is as good.
    await keys.press('j')
    await page.locator('.talk-lines .said').first().waitFor()
    await page.evaluate((id) => (location.hash = `/inbox/${id}`), conversation)
    await page.locator(`.talk[data-conversation="${conversation}"] .said`).first().waitFor()
    await reach('.talk-head button', '接管')
    await keys.press('Enter')
    await page.getByRole('button', { name: '交还机器人' }).waitFor()
    await keys.press('r')
    await reach('.talk-form textarea')
    await keys.type('您好，我是人工座席，正在核实。')
    await keys.press('Control+Enter')
    await page.locator('.said-text', { hasText: '正在核实' }).first().waitFor()
    await keys.press('Shift+Tab')
    await reach('.talk-head button', '交还机器人')
    await keys.press('Enter')
    await page.getByRole('button', { name: '接管' }).waitFor()
    await reach('.talk-side a', number)
    await keys.press('Enter')
    await page.locator('.ticket .clock').first().waitFor()
    await reach('.clock summary')
    await keys.press('Enter')
    await page.locator('.clock p').first().waitFor()
    await reach('.ticket textarea, .ticket input')
    const note = `键盘写的 ${Date.now() % 100000}`
    await page.getByLabel('做了什么，或对司机说的话').evaluate((field) => field.setAttribute('data-reached', '1'))
    await reach('[data-reached]')
    await keys.type(note)
    await reach('button', '记下')
    await keys.press('Enter')
    await page.locator('.life li', { hasText: note }).waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })
})
