// Every field a driver can fill, filled with every hostile text there is (hostile.mjs), as every view of the console shows it: the
// text as it was typed, and nothing ran. A photo brings no name of its own: the server names it, and a name that is not its own is refused.
// No channel brings a driver's nickname: what a page sends beside the fields of a message goes nowhere.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { launch } from './browser.mjs'
import { driverAt, openDesk, signIn } from './desk.mjs'
import { kActWords, kPayloads, leftBehind } from './hostile.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kEach = 10 // texts a driver says
const kPerTicket = 8
const kLooked = 100
/** Checks and replays of all scripts on a busy machine. */
const kReplay_ms = 120_000
const kRowSigns = 60 // of the last message, in the list

const groups = (all, size) => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

let browser
let desk
before(async () => {
  browser = await launch()
  desk = await openDesk(browser, kServer)
  await signIn(desk.page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
  await desk.page.locator('.nav-link').first().waitFor()
})
after(() => browser?.close())

const api = (path) => desk.page.evaluate(async (address) => (await fetch(address)).json(), path)
async function nothingRan() {
  assert.deepEqual(await leftBehind(desk.page), { ran: undefined, elements: [], handlers: [] })
  assert.deepEqual(desk.problems, [])
}
/** What stands in the page in elements of this kind. */
const texts = (selector) => desk.page.$$eval(selector, (all) => all.map((one) => one.textContent))
async function show(address, selector) {
  await desk.page.evaluate((hash) => (location.hash = hash), address)
  await desk.page.locator(selector).first().waitFor()
}

/** Ids of conversations, the one heard last first. */
const newest = async (count) => (await api(`/api/conversations?most=${count}`)).items

describe('three hundred hostile texts', () => {
  it('are three hundred, and none is another', () => {
    assert.ok(kPayloads.length >= 300, String(kPayloads.length))
    assert.equal(new Set(kPayloads).size, kPayloads.length)
  })

  for (const [field, message] of [
    ['message', (text) => ({ kind: 'text', text })],
    ['place’s name', (name) => ({ kind: 'location', name, latitude: 36.65, longitude: 117.12 })],
    ['button’s label', (label) => ({ kind: 'button', label, slot: 'x', value: label, menu: 1 })],
  ]) {
    it(`as a ${field} stand in list and transcript as they were typed, and nothing runs`, async () => {
      const parts = groups(kPayloads, kEach)
      for (const part of parts) {
        const one = await driverAt(kServer)
        for (const text of part) await one.send(message(text))
      }
      await show('/inbox', '.row')
      const shown = [...parts[parts.length - 1].at(-1)].slice(0, kRowSigns).join('')
      await desk.page.locator('.row-text', { hasText: shown }).first().waitFor()
      // Hotlines answer other drivers in their own time: theirs may stand between.
      const transcripts = new Set()
      for (const { id } of (await newest(kLooked)).filter((row) => row.last.from === 'driver')) {
        await show(`/inbox/${id}`, `.talk[data-conversation="${id}"] .said-driver`)
        await desk.page.locator('.why').evaluateAll((all) => all.forEach((one) => (one.open = true)))
        transcripts.add(JSON.stringify(await texts('.said-driver .said-text')))
        if (parts.every((part) => transcripts.has(JSON.stringify(part)))) break
      }
      for (const part of parts) assert.ok(transcripts.has(JSON.stringify(part)), part.join('\n'))
      await nothingRan()
    })
  }

  /** Each part told as a complaint; the ticket's number by part. */
  const complaints = new Map()
  it('as the story and the place of a complaint stand in the bot’s gathering and in the ticket', async () => {
    const parts = groups(kPayloads, kPerTicket)
    for (const part of parts) {
      const one = await driverAt(kServer)
      for (const text of ['我要投诉', `货主拖欠运费 ${part.join(' ')}`, '货车', '跳过', '不同意', '跳过']) await one.send(text)
      await one.send({ kind: 'location', name: part[0], latitude: 36.65, longitude: 117.12 })
      const [asked] = (await api('/api/conversations?mode=bot&most=1')).items
      await show(`/inbox/${asked.id}`, `.talk[data-conversation="${asked.id}"] .talk-side .slots dd`)
      const gathered = await texts('.talk-side .slots dd')
      assert.ok(gathered.some((text) => text.includes(part.join(' '))) && gathered.some((text) => text.startsWith(part[0])), gathered.join('\n'))
      await one.send('1')
    }
    // Hotlines answer in their own time: the conversations do not stay in the order in which they were held.
    for (const row of await newest(kLooked)) {
      const number = row.tickets[0]?.number
      if (!number) continue
      await show(`/tickets/${number}`, `.ticket[aria-label="${number}"] .slots dd`)
      const story = (await texts('.ticket .slots dd')).find((text) => text.includes('货主拖欠运费')) ?? ''
      for (const part of parts) {
        if (story.includes(part.join(' '))) complaints.set(part, number)
      }
      if (complaints.size === parts.length) break
    }
    for (const part of parts) assert.ok(complaints.has(part), part.join('\n'))
    await nothingRan()
  })

  it('stand on the printed form as they were typed', async () => {
    assert.ok(complaints.size > 0)
    for (const [part, number] of complaints) {
      await show(`/tickets/${number}`, `.ticket[aria-label="${number}"] .clock`)
      await desk.page.getByRole('button', { name: '打印' }).click()
      await desk.page.locator('dialog input').fill('送承办单位')
      await desk.page.locator('dialog [type=submit]').click()
      await desk.page.locator('.sheet td').first().waitFor()
      const cells = await texts('.sheet td')
      assert.ok(cells.some((text) => text.includes(part.join(' '))) && cells.some((text) => text.startsWith(part[0])), cells.join('\n'))
      await nothingRan()
      await desk.page.keyboard.press('Escape')
      await desk.page.locator('.sheet').waitFor({ state: 'detached' })
    }
  })

  it('are found by search with their words marked, and stand there as they were typed', async () => {
    await show('/search', '.search-words')
    const left = new Set(kPayloads)
    for (const word of kActWords) {
      await desk.page.locator('.search-words').fill(word)
      const answered = () => desk.page.waitForResponse((response) => response.url().endsWith('/api/search'))
      const first = answered()
      await desk.page.locator('.search-words').press('Enter')
      await first
      for (;;) {
        await desk.page.locator('.hit-text mark').first().waitFor()
        for (const text of await texts('.hit-text')) {
          for (const payload of left) if (text.includes(payload)) left.delete(payload)
        }
        const more = desk.page.getByRole('button', { name: '再看更早的' })
        if (left.size === 0 || (await more.count()) === 0) break
        const shown = await desk.page.locator('.hit-text').count()
        await more.click()
        await desk.page.waitForFunction((before) => document.querySelectorAll('.hit-text').length > before || !document.querySelector('.search > .button:last-child'), shown)
      }
      await nothingRan()
    }
    assert.deepEqual([...left], [])
  })

  it('do nothing in the reports, on the screen and on paper', async () => {
    await show('/reports', '.reports-cards dd')
    await desk.page.locator('.reports details').evaluateAll((all) => all.forEach((one) => (one.open = true)))
    await desk.page.emulateMedia({ media: 'print' })
    await nothingRan()
    await desk.page.emulateMedia({ media: 'screen' })
  })

  it('said in a talk with a draft, as words and as a place, stand there as they were typed', async () => {
    const name = `难听的话${Date.now() % 100000}`
    await show('/scripts', 'h1')
    await desk.page.getByPlaceholder('新草稿叫什么').fill(name)
    await desk.page.getByRole('button', { name: '从现在的版本建草稿' }).click()
    await desk.page.locator('[data-file="status.yaml"]').click()
    await desk.page.locator('.file-head [data-errors="0"]', { hasText: '没有错误' }).waitFor()
    const words = desk.page.getByLabel('司机说……')
    for (const part of groups(kPayloads, kEach)) {
      const again = desk.page.getByRole('button', { name: '重新聊' })
      if (await again.isEnabled()) await again.click()
      for (const [i, text] of part.entries()) {
        await words.fill(text)
        await desk.page.getByRole('button', i === 0 ? { name: '当定位发' } : { name: '说', exact: true }).click()
        await desk.page.waitForFunction((count) => document.querySelectorAll('.try-driver').length === count, i + 1)
      }
      const said = await texts('.try-driver')
      assert.ok(said[0].includes(part[0]), said[0])
      assert.deepEqual(said.slice(1), part.slice(1))
      await desk.page.locator('.try-trace').evaluateAll((all) => all.forEach((one) => (one.open = true)))
      await nothingRan()
    }
  })

  it('replayed against a draft are counted, and the report repeats none of them and runs none of them', async () => {
    assert.ok(complaints.size > 0)
    await desk.page.setDefaultTimeout(kReplay_ms)
    await show('/scripts', 'h1')
    await desk.page.getByPlaceholder('新草稿叫什么').fill(`重放${Date.now() % 100000}`)
    await desk.page.getByRole('button', { name: '从现在的版本建草稿' }).click()
    await desk.page.locator('[data-file="complaint.yaml"]').click()
    await desk.page.locator('.file-head [data-errors="0"]', { hasText: '没有错误' }).waitFor()
    // Every complaint's first question is asked in other words.
    const draft = await desk.page.evaluate(() => decodeURIComponent(location.hash).split('/')[2])
    const { text } = await api(`/api/drafts/${draft}/file?path=complaint.yaml`)
    const asked = '出了什么事？谁、什么事、损失多少，语音也行。'
    assert.ok(text.includes(asked))
    await desk.page.locator('.cm-content').click()
    await desk.page.keyboard.press('Control+a')
    await desk.page.locator('.cm-content').evaluate((place, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      place.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text.replace(asked, '出了什么事？谁、什么事、损失多少？'))
    await desk.page.locator('.file-head').getByRole('button', { name: '保存' }).click()
    await desk.page.getByRole('status').filter({ hasText: '存进草稿了' }).waitFor()
    await desk.page.locator('.draft-files').getByRole('button', { name: /检查与发布/ }).click()
    await desk.page.getByRole('button', { name: '检查并重放' }).click()
    const worded = desk.page.locator('.publish .tag', { hasText: /只有话术变 \d/ })
    await worded.waitFor()
    const count = Number((await worded.textContent()).match(/\d+/)[0])
    assert.ok(count >= complaints.size, `${count} of ${complaints.size}`)
    const report = await desk.page.locator('.publish').textContent()
    for (const payload of kPayloads) assert.ok(!report.includes(payload), payload)
    await nothingRan()
  })

  it('as a nickname that no message has are kept nowhere', async () => {
    const one = await driverAt(kServer)
    const sign = `别名${String(Date.now()).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)])}`
    const named = `${kPayloads[0]}${sign}`
    for (const field of ['nickname', 'display', 'file_name']) {
      const { status } = await one.post({ kind: 'text', text: '您好', [field]: named })
      assert.ok(status === 200 || status === 400, String(status))
    }
    await one.send(sign)
    const details = await Promise.all((await newest(10)).map((row) => api(`/api/conversations/${row.id}`)))
    assert.ok(JSON.stringify(details).includes(sign))
    assert.ok(!JSON.stringify(details).includes(JSON.stringify(named).slice(1, -1)))
    await nothingRan()
  })

  it('as a photo’s name are refused: a photo has the name the server gave it', async () => {
    const one = await driverAt(kServer)
    for (const name of kPayloads) assert.equal((await one.post({ kind: 'photo', media: [name] })).status, 404)
  })
})
