// The drivers' web chat in a real browser, against the server named by XINSHENG_URL.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import {
  allArrived, hear, isLive, kPhone, launch, openChat, openPage, ownTexts, picture, say, sayAndHear, sayAndSee, shown, showsTheHistory,
} from './browser.mjs'
import { startProxy } from './flaky_proxy.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kStory = '平台昨天下午三点无故扣了我两百块钱还限制接单'
const isMessage = (request) => request.method === 'POST' && request.url === '/chat/messages'
const isEvents = (request) => request.url.startsWith('/chat/events')

let browser
let line
let visitor
let page

before(async () => {
  assert.notEqual(kServer, '', 'set XINSHENG_URL, or start this by run.mjs')
  browser = await launch()
})
after(() => browser?.close())

beforeEach(async () => {
  line = await startProxy(kServer)
})
afterEach(async () => {
  const problems = visitor?.problems ?? []
  await visitor?.context.close()
  await line.close()
  visitor = undefined
  assert.deepEqual(problems, [])
})

async function open(options) {
  visitor = await openChat(browser, line.url, options)
  page = visitor.page
  await isLive(page)
}

/** Leads the conversation to its first question with options. */
async function toChoice() {
  await sayAndHear(page, '投诉')
  await sayAndHear(page, kStory)
  await page.locator('.option').first().waitFor()
}

describe('the page', () => {
  it('comes with a strict policy and a cookie no script can read', async () => {
    visitor = await openChat(browser, line.url)
    page = visitor.page
    const answer = await visitor.context.request.get(`${line.url}/chat`)
    const policy = answer.headers()['content-security-policy'] ?? ''
    for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(part), `${part} in: ${policy}`)
    }
    const cookies = await visitor.context.cookies(`${line.url}/chat`)
    assert.equal(cookies.length, 1)
    assert.equal(cookies[0].httpOnly, true)
    assert.equal(cookies[0].sameSite, 'Strict')
    assert.ok(cookies[0].value.length >= 20)
    assert.equal(await page.evaluate(() => document.cookie), '')
  })

  it('asks nobody but its own server', async () => {
    await open()
    await sayAndHear(page, '你好')
    assert.deepEqual(visitor.requests.filter((url) => !url.startsWith(`${line.url}/`)), [])
  })

  it('offers three ways to begin and the emergency numbers', async () => {
    await open()
    assert.deepEqual(await page.locator('.emergency').evaluateAll((all) => all.map((each) => each.href)), ['tel:110', 'tel:120', 'tel:122'])
    await page.getByRole('button', { name: '报诉求' }).click()
    await hear(page, '投诉')
    assert.equal(await page.locator('.starter').count(), 0)
    await showsTheHistory(page)
  })
})

describe('a driver', () => {
  it('says something and gets an answer', async () => {
    await open()
    await sayAndHear(page, '投诉')
    await allArrived(page)
    await showsTheHistory(page)
    assert.equal(await page.locator('#words').inputValue(), '')
    assert.ok(await page.locator('#words').evaluate((field) => field === document.activeElement))
  })

  it('answers with one tap, and the buttons go with the question', async () => {
    await open()
    await toChoice()
    const label = (await page.locator('.option').first().textContent()).trim()
    const before = await shown(page)
    await page.locator('.option').first().tap()
    await hear(page, label)
    await allArrived(page)
    assert.ok((await shown(page)).length > before.length)
    await showsTheHistory(page)
  })

  it('sends a photo made small, without what the camera wrote into it', async () => {
    await open()
    await sayAndHear(page, '你好')
    const buffer = await picture(browser, 2400, 1800, 'image/png')
    await page.locator('.picker').setInputFiles([{ name: 'a.png', mimeType: 'image/png', buffer }])
    const image = page.locator('.line-driver[data-sequence] .photo img')
    await image.waitFor()
    await page.waitForFunction(() => document.querySelector('.line-driver[data-sequence] .photo img')?.naturalWidth > 0)
    const got = await image.evaluate(async (element) => {
      const bytes = new Uint8Array(await (await fetch(element.src)).arrayBuffer())
      return { width: element.naturalWidth, height: element.naturalHeight, magic: [bytes[0], bytes[1]] }
    })
    assert.deepEqual(got, { width: 1600, height: 1200, magic: [0xff, 0xd8] })
    await showsTheHistory(page)
  })

  it('is told when a file is no photo', async () => {
    await open()
    const files = [{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a picture') }]
    await page.locator('.picker').setInputFiles(files)
    await page.getByRole('alert').filter({ hasText: '打不开' }).waitFor()
    assert.equal(await page.locator('.line-driver').count(), 0)
  })

  it('sends where he is', async () => {
    await open({ permissions: ['geolocation'], geolocation: { latitude: 36.651234, longitude: 117.120098, accuracy: 10 } })
    await page.getByRole('button', { name: '位置' }).click()
    const place = page.locator('.line-driver[data-sequence] .place')
    await place.waitFor()
    assert.match(await place.textContent(), /36\.65123, 117\.12010/)
    await allArrived(page)
  })

  it('who does not allow it is told what to do instead, and nothing is sent', async () => {
    await open()
    const devtools = await visitor.context.newCDPSession(page)
    await devtools.send('Browser.setPermission', { permission: { name: 'geolocation' }, setting: 'denied' })
    await page.getByRole('button', { name: '位置' }).click()
    await page.getByRole('alert').filter({ hasText: '打字' }).waitFor()
    assert.equal(await page.locator('.line-driver').count(), 0)
  })

  it('can reach a person from every screen', async () => {
    await open()
    await page.getByRole('button', { name: '转人工' }).click()
    await hear(page, '转人工')
    await showsTheHistory(page)
  })

  it('with two tabs sees the same in both', async () => {
    await open()
    const second = await openPage(visitor, line.url)
    await isLive(second)
    await sayAndHear(page, '你好')
    await hear(second, '你好')
    await sayAndHear(second, '投诉')
    await hear(page, '投诉')
    await showsTheHistory(page)
    await showsTheHistory(second)
  })
})

describe('a bad line', () => {
  it('that drops the server loses and repeats nothing', async () => {
    await open()
    await sayAndHear(page, '你好')
    line.cut()
    await page.locator('.state-wait').waitFor()
    await say(page, '第一句')
    await say(page, '第二句')
    await page.getByText('正在重试…').first().waitFor()
    line.restore()
    await hear(page, '第二句')
    await allArrived(page)
    await isLive(page)
    assert.deepEqual(await ownTexts(page), ['你好', '第一句', '第二句'])
    await showsTheHistory(page)
  })

  it('brings later what was said meanwhile', async () => {
    await open()
    await sayAndHear(page, '你好')
    line.cut()
    await page.locator('.state-wait').waitFor()
    const id = await page.evaluate(() => {
      const hex = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4000-8000-${hex.slice(12)}`
    })
    const answer = await visitor.context.request.post(`${kServer}/chat/messages`, { data: { id, kind: 'text', text: '从别处说的' } })
    assert.equal(answer.status(), 200)
    line.restore()
    await hear(page, '从别处说的')
    await showsTheHistory(page)
  })

  it('that loses the answer after the effect has one effect', async () => {
    await open()
    line.rule({ when: isMessage, how: 'lose-answer', times: 2 })
    await sayAndHear(page, '只说一次')
    await allArrived(page)
    assert.ok(line.seen.filter((each) => each === 'POST /chat/messages').length >= 2)
    assert.deepEqual(await ownTexts(page), ['只说一次'])
    await showsTheHistory(page)
  })

  it('with a busy server is patient and keeps the order', async () => {
    await open()
    line.rule({ when: isMessage, how: { status: 503, headers: { 'Retry-After': '1' } }, times: 2 })
    await say(page, '甲')
    await say(page, '乙')
    await page.getByText('正在重试…').first().waitFor()
    await hear(page, '乙')
    assert.deepEqual(await ownTexts(page), ['甲', '乙'])
    await showsTheHistory(page)
  })

  it('that swallows an event leaves no gap', async () => {
    let swallowed = 0
    const isFirstTurn = (event) => /^event: ?turn/m.test(event) && swallowed++ === 0
    line.rule({ when: isEvents, how: 'swallow', drops: isFirstTurn, times: 1 })
    await open()
    await say(page, '甲')
    await sayAndHear(page, '乙')
    await allArrived(page)
    assert.ok(swallowed >= 1)
    assert.deepEqual(await ownTexts(page), ['甲', '乙'])
    await showsTheHistory(page)
  })

  it('does not lose over a reload what was said or half written', async () => {
    await open()
    line.rule({ when: isMessage, how: 'refuse', times: 1000 })
    await say(page, '没网时说的一')
    await say(page, '没网时说的二')
    await page.locator('#words').fill('还没写完')
    await page.reload()
    await page.locator('[data-waiting]').nth(1).waitFor()
    assert.equal(await page.locator('#words').inputValue(), '还没写完')
    assert.deepEqual(await page.$$eval('[data-waiting] .bubble', (all) => all.map((each) => each.textContent)), ['没网时说的一', '没网时说的二'])
    line.clear()
    await hear(page, '没网时说的二')
    await allArrived(page)
    assert.deepEqual(await ownTexts(page), ['没网时说的一', '没网时说的二'])
    await showsTheHistory(page)
  })

  it('keeps a photo over a reload', async () => {
    await open()
    line.rule({ when: (request) => request.url === '/chat/photos', how: 'refuse', times: 1000 })
    const buffer = await picture(browser, 300, 200, 'image/jpeg')
    await page.locator('.picker').setInputFiles([{ name: 'a.jpg', mimeType: 'image/jpeg', buffer }])
    await page.locator('[data-waiting] .photo img').waitFor()
    await page.reload()
    await page.locator('[data-waiting] .photo img').waitFor()
    line.clear()
    await page.locator('.line-driver[data-sequence] .photo img').waitFor()
    await allArrived(page)
  })

  it('is named while the phone has no network, and what is written goes out by itself', async () => {
    await open()
    await visitor.context.setOffline(true)
    await page.getByText('没有网络。').waitFor()
    await say(page, '有网再发')
    await page.getByText('等有网就发').waitFor()
    await visitor.context.setOffline(false)
    await hear(page, '有网再发')
    assert.equal(await page.locator('.banner').count(), 0)
    await showsTheHistory(page)
  })

  it('does not hide a refusal: the words come back to be changed', async () => {
    await open()
    line.rule({ when: isMessage, how: { status: 400, body: { error: 'x', message: '这里有不能用的字符。', request_id: 'r' } } })
    await say(page, '坏话')
    await page.getByText('没发出去：这里有不能用的字符。').waitFor()
    await sayAndSee(page, '后面的照发')
    await page.getByRole('button', { name: '改一改' }).click()
    assert.equal(await page.locator('#words').inputValue(), '坏话')
    assert.equal(await page.locator('[data-waiting]').count(), 0)
  })
})

describe('text', () => {
  it('is shown as typed, whatever it looks like', async () => {
    await open()
    const texts = [
      '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '"><svg onload=alert(1)>', '{{ 7*7 }}', 'javascript:alert(1)',
      '&lt;b&gt; &amp; <b>粗</b>', '两行\n第二行',
    ]
    for (const text of texts) await sayAndSee(page, text)
    await allArrived(page)
    assert.deepEqual(await ownTexts(page), texts)
    assert.equal(await page.locator('.log img, .log script, .log b, .log svg[onload]').count(), 0)
    await showsTheHistory(page)
  })
})

describe('the layout', () => {
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const clipped = () =>
    page.$$eval('.log, .dock', (all) => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className))

  async function fits(what) {
    assert.equal(await overflow(), 0, what)
    assert.equal(await page.evaluate(() => window.innerWidth), page.viewportSize().width, what)
    assert.deepEqual(await clipped(), [], what)
    const dock = await page.$eval('.dock', (each) => [each.scrollHeight <= each.clientHeight, Math.round(each.getBoundingClientRect().bottom)])
    assert.deepEqual(dock, [true, page.viewportSize().height], `${what}: the whole dock is on the screen`)
  }

  const kLongWord = `${'长'.repeat(300)}${'x'.repeat(300)}`
  const screens = [
    ['a small phone', 320, 568],
    ['a phone zoomed to 200 %', 195, 422],
    ['a desk screen zoomed to 400 %', 320, 256],
    ['a phone on its side', 844, 390],
  ]
  for (const [what, width, height] of screens) {
    it(`fits ${what} without scrolling sideways`, async () => {
      await open({ viewport: { width, height } })
      await fits('welcome')
      await sayAndSee(page, kLongWord)
      await toChoice()
      await fits('conversation')
    })
  }

  it('fits letters twice as large', async () => {
    await open()
    await toChoice()
    await page.evaluate(() => (document.documentElement.style.fontSize = '225%'))
    await fits('conversation')
  })

  it('gives a thumb at least 48 px and eyes at least 18 px', async () => {
    await open()
    const small = () =>
      page.$$eval('button, .emergency, textarea', (all) =>
        all.filter((each) => each.getBoundingClientRect().height < 48).map((each) => each.textContent),
      )
    const fine = () =>
      page.$$eval('.page *', (all) =>
        all
          .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
          .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 18)
          .map((each) => each.textContent),
      )
    assert.deepEqual(await small(), [])
    await toChoice()
    assert.deepEqual(await small(), [])
    assert.deepEqual(await fine(), [])
  })

  it('keeps the newest line in view', async () => {
    await open({ viewport: { ...kPhone, height: 600 } })
    for (const text of ['一', '二', '三', '四', '五', '六']) await sayAndSee(page, text)
    await page.waitForFunction(() => {
      const log = document.querySelector('.log')
      return log.scrollHeight > log.clientHeight && log.scrollHeight - log.scrollTop - log.clientHeight < 4
    })
  })
})

describe('a keyboard', () => {
  it('is enough for everything', async () => {
    await open()
    await page.keyboard.press('Tab')
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.id)
    assert.equal(await focused(), '转人工')
    for (let presses = 0; presses < 20 && (await focused()) !== 'words'; presses += 1) await page.keyboard.press('Tab')
    assert.equal(await focused(), 'words')
    await page.keyboard.type('投诉')
    await page.keyboard.press('Enter')
    await hear(page, '投诉')
    await page.keyboard.type(kStory)
    await page.keyboard.press('Enter')
    await hear(page, kStory)
    await page.locator('.option').first().waitFor()
    await page.keyboard.press('Shift+Tab')
    const label = await focused()
    await page.keyboard.press('Enter')
    await hear(page, label)
    assert.equal(await focused(), 'words')
  })

  it('with an input method sends the words, not the choice of a word', async () => {
    await open()
    await page.locator('#words').fill('tou')
    await page.locator('#words').evaluate((field) =>
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })),
    )
    assert.equal(await page.locator('#words').inputValue(), 'tou')
    await page.locator('#words').press('Shift+Enter')
    assert.equal(await page.locator('#words').inputValue(), 'tou\n')
    assert.equal(await page.locator('.line-driver').count(), 0)
  })

  it('reader is told what the bot says, and only what is new', async () => {
    await open()
    await sayAndHear(page, '投诉')
    const spoken = await page.locator('[aria-live=polite]').textContent()
    const answers = await page.$$eval('.line-bot .bubble', (all) => all.map((each) => each.textContent))
    assert.equal(spoken, answers.join('\n'))
    await page.reload()
    await page.locator('[data-sequence]').first().waitFor()
    assert.equal(await page.locator('[aria-live=polite]').textContent(), '')
  })
})
