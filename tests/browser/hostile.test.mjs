// Every field a driver can fill, filled with every hostile text there is (hostile.mjs), as every view of the console shows it: the
// text as it was typed, and nothing ran. A photo brings no name of its own: the server names it, and a name that is not its own is refused.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { launch } from './browser.mjs'
import { openDesk, signIn } from './desk.mjs'
import { kPayloads, leftBehind } from './hostile.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kEach = 10 // texts a driver says
const kPerTicket = 8
const kLooked = 100
const kRowSigns = 60 // of the last message, in the list

/** A driver without a page: what he sends may be anything. */
async function driver() {
  const page = await fetch(`${kServer}/chat`)
  const cookie = page.headers.get('set-cookie').split(';')[0]
  const send = async (message) => {
    const answer = await fetch(`${kServer}/chat/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Cookie: cookie, Origin: kServer },
      body: JSON.stringify({ id: randomUUID(), ...message }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  return {
    send,
    async sends(message) {
      const { status, body } = await send(message)
      assert.equal(status, 200, JSON.stringify(body))
    },
    async says(text) {
      await this.sends({ kind: 'text', text })
    },
  }
}

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
        const one = await driver()
        for (const text of part) await one.sends(message(text))
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

  it('as the story and the place of a complaint stand in the bot’s gathering, in the ticket and on its printed form', async () => {
    const parts = groups(kPayloads, kPerTicket)
    for (const part of parts) {
      const one = await driver()
      for (const text of ['我要投诉', `货主拖欠运费 ${part.join(' ')}`, '货车', '跳过', '不同意', '跳过']) await one.says(text)
      await one.sends({ kind: 'location', name: part[0], latitude: 36.65, longitude: 117.12 })
      const [asked] = (await api('/api/conversations?mode=bot&most=1')).items
      await show(`/inbox/${asked.id}`, `.talk[data-conversation="${asked.id}"] .talk-side .slots dd`)
      const gathered = await texts('.talk-side .slots dd')
      assert.ok(gathered.some((text) => text.includes(part.join(' '))) && gathered.some((text) => text.startsWith(part[0])), gathered.join('\n'))
      await one.says('1')
    }
    const stories = []
    // Hotlines answer in their own time: the conversations do not stay in the order in which they were held.
    for (const row of await newest(kLooked)) {
      const number = row.tickets[0]?.number
      if (!number) continue
      await show(`/tickets/${number}`, `.ticket[aria-label="${number}"] .slots dd`)
      stories.push((await texts('.ticket .slots dd')).find((text) => text.includes('货主拖欠运费')) ?? '')
      if (parts.every((part) => stories.some((story) => story.includes(part.join(' '))))) break
    }
    for (const part of parts) assert.ok(stories.some((story) => story.includes(part.join(' '))), part.join('\n'))
    await nothingRan()
  })

  it('as a photo’s name are refused: a photo has the name the server gave it', async () => {
    const one = await driver()
    for (const name of kPayloads) assert.equal((await one.send({ kind: 'photo', media: [name] })).status, 404)
  })
})
