// Lists of the console: filters in the address, saved views, acts on several rows, who is where, and very long ones; against the
// server named by XINSHENG_URL and its account "demo".
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addColleague, driverAt, isAccessible, openDesk, signIn, withBrowser } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')

let browser
let desk
let page
withBrowser(
  (opened) => (browser = opened),
  () => desk,
)

async function openInbox(hash = '/inbox') {
  desk = await openDesk(browser, kServer)
  page = desk.page
  await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
  await page.locator('.nav-link').first().waitFor()
  await page.evaluate((to) => (location.hash = to), hash)
}
/** A colleague's own console. What is looked for in a list is said afterwards: hotlines report on what other tests left behind, and push
 * older rows out of the page. */
async function colleagueAt(name, display) {
  const password = await addColleague(page, name, display, 'operator')
  const other = await openDesk(browser, kServer)
  await signIn(other.page, name, password)
  await other.page.locator('.live-on').waitFor()
  return other
}
const chip = (word) => page.locator('.filters .chip', { hasText: word })
const row = (text) => page.locator('.row', { hasText: text })
let marks = 0
/** Letters that no other test says: long numbers would be hidden. */
const mark = () => `${Date.now()}${++marks}`.replace(/\d/g, (digit) => 'klmnopqrst'[Number(digit)])

describe('the filter of a list', () => {
  it('stands in the address, survives a reload, counts, and follows what changes', async () => {
    const sign = mark()
    const driver = await driverAt(kServer)
    await driver.send(`随便问问 ${sign}`)
    await openInbox()
    await row(sign).waitFor()
    await chip('等人接待').click()
    await page.waitForFunction(() => location.hash === '#/inbox?mode=waiting')
    await row(sign).waitFor({ state: 'detached' })
    await page.reload()
    await chip('等人接待').and(page.locator('[aria-pressed=true]')).waitFor()
    const waiting = async () => Number(await chip('等人接待').locator('.chip-count').textContent())
    const earlier = await waiting()
    await page.locator('.live-on').waitFor()
    await driver.send('转人工')
    await row('转人工').first().waitFor()
    await page.waitForFunction((n) => Number(document.querySelectorAll('.filters .chip-count')[1]?.textContent) === n, earlier + 1)
    await isAccessible(page)
  })

  it('that no list knows is answered with what it may be', async () => {
    await openInbox('/tickets?status=lost')
    await page.locator('[role=alert]', { hasText: 'accepted' }).waitFor()
  })

  it('is kept under a name and chosen again', async () => {
    const name = `超期货运${mark().slice(-6)}`
    await openInbox('/tickets')
    await chip('已超期').click()
    await page.getByLabel('司机群体').selectOption('货车')
    await page.getByRole('button', { name: '存视图' }).click()
    await page.locator('dialog input').first().fill(name)
    await page.locator('dialog [type=checkbox]').check()
    await page.locator('dialog [type=submit]').click()
    await page.locator('dialog .views', { hasText: `${name}（大家的）` }).waitFor()
    await isAccessible(page)
    await page.locator('dialog').getByRole('button', { name: '关闭' }).click()
    await chip('全部').click()
    await page.waitForFunction(() => decodeURIComponent(location.hash) === '#/tickets?group=货车')
    await page.getByLabel('存下的视图').selectOption({ label: `${name}（大家的）` })
    await page.waitForFunction(() => decodeURIComponent(location.hash) === '#/tickets?show=overdue&group=货车')
  })
})

describe('several rows', () => {
  it('are taken over at once, each answering for itself', async () => {
    const sign = mark()
    await openInbox()
    const name = `wang${sign.slice(-8)}`
    const other = await colleagueAt(name, '小王')
    for (const which of ['b', 'a']) await (await driverAt(kServer)).send(`咨询一下 ${sign}${which}`)
    const ids = []
    for (const which of ['a', 'b']) ids.push(await row(sign + which).getAttribute('data-conversation'))
    const rowOf = (id) => page.locator('.long-row', { has: page.locator(`[data-conversation="${id}"]`) })
    await other.page.locator('.row', { hasText: `${sign}a` }).click()
    await other.page.getByRole('button', { name: '接管' }).click()
    await other.page.getByRole('button', { name: '交还机器人' }).waitFor()
    await rowOf(ids[0]).locator('.here', { hasText: '小王' }).waitFor()
    for (const id of ids) await rowOf(id).getByRole('checkbox').check()
    await page.locator('.bulk strong', { hasText: '选了 2 个' }).waitFor()
    await page.locator('.bulk').getByRole('button', { name: '接管' }).click()
    await page.locator('.bulk-done').waitFor()
    await page.locator('.bulk-refused', { hasText: name }).waitFor()
    await isAccessible(page)
    await page.locator('.bulk').getByRole('button', { name: '不选了' }).click()
    await rowOf(ids[1]).locator('.row').click()
    await page.locator('.talk', { has: page.getByRole('button', { name: '交还机器人' }) }).waitFor()
    await page.locator('#main').focus()
    await page.keyboard.press('x')
    await page.locator('.bulk strong', { hasText: '选了 1 个' }).waitFor()
    await page.locator('.bulk select').selectOption(name)
    await page.locator('.bulk').getByRole('button', { name: '交给' }).click()
    await page.locator('.bulk-done').waitFor()
    await page.getByRole('button', { name: '代替对方接管' }).waitFor()
    await other.context.close()
  })

  it('show who looks at one and who is typing there, until they leave', async () => {
    const sign = mark()
    await openInbox()
    const other = await colleagueAt(`zhao${sign.slice(-8)}`, '小赵')
    await (await driverAt(kServer)).send(`没人管吗 ${sign}`)
    await row(sign).click()
    await other.page.locator('.row', { hasText: sign }).click()
    await page.locator('.talk .here', { hasText: '小赵 正在看' }).waitFor()
    await other.page.locator('.talk-form textarea').pressSequentially('您好')
    await page.locator('.talk .here', { hasText: '小赵 正在写' }).waitFor()
    await other.page.locator('.nav-link', { hasText: '工单' }).click()
    await page.locator('.talk .here').waitFor({ state: 'detached' })
    await other.context.close()
  })
})

describe('two consoles that act on the same conversation at the same moment', () => {
  /** Holds what the pages ask of this address until every one has asked: none can have seen what the other did. */
  async function askTogether(pages, address) {
    let letGo
    const allAsked = new Promise((resolve) => (letGo = resolve))
    let asked = 0
    for (const one of pages) {
      await one.route(address, async (route) => {
        if (++asked === pages.length) letGo()
        await allAsked
        await route.continue()
      })
    }
  }
  async function openBoth(sign) {
    await openInbox()
    const name = `qian${sign.slice(-8)}`
    const other = await colleagueAt(name, '小钱')
    await (await driverAt(kServer)).send(`谁来管 ${sign}`)
    for (const one of [page, other.page]) {
      await one.locator('.row', { hasText: sign }).click()
      await one.locator('.talk .button-main', { hasText: '接管' }).waitFor()
    }
    return { name, other, id: await row(sign).getAttribute('data-conversation') }
  }
  const linesOf = (id) => page.evaluate(async (n) => (await (await fetch(`/api/conversations/${n}/turns`)).json()).items.flatMap((turn) => turn.lines.map((line) => line.text)), id)

  it('take it over: one answers from then on, the other is told who was first', async () => {
    const { name, other, id } = await openBoth(mark())
    const pages = [page, other.page]
    await askTogether(pages, '**/api/conversations/*/take')
    await Promise.all(pages.map((one) => one.locator('.talk').getByRole('button', { name: '接管' }).click()))
    const ends = await Promise.all(
      pages.map((one) =>
        Promise.race([
          one.getByRole('button', { name: '交还机器人' }).first().waitFor().then(() => 'answers'),
          one.getByRole('alert').filter({ hasText: '正在接待这位司机' }).waitFor().then(() => 'is told'),
        ]),
      ),
    )
    assert.deepEqual([...ends].sort(), ['answers', 'is told'])
    const loser = pages[ends.indexOf('is told')]
    await loser.getByRole('alert').filter({ hasText: loser === page ? name : 'demo' }).waitFor()
    await loser.getByRole('button', { name: '代替对方接管' }).waitFor()
    assert.equal((await linesOf(id)).filter((line) => line.includes('开始人工接待')).length, 1)
    await other.context.close()
  })

  it('hand it over and take it: it is whose the first act says, and the second is refused', async () => {
    const { name, other, id } = await openBoth(mark())
    const third = `sun${name.slice(4)}`
    await addColleague(page, third, '小孙', 'operator')
    await page.locator('.long-row', { has: page.locator(`[data-conversation="${id}"]`) }).getByRole('checkbox').check()
    await page.locator('.bulk select').selectOption(third)
    await askTogether([page, other.page], /\/api\/conversations\/\d+\/(take|hand-over)$/)
    await Promise.all([
      page.locator('.bulk').getByRole('button', { name: '交给' }).click(),
      other.page.locator('.talk').getByRole('button', { name: '接管' }).click(),
    ])
    await page.locator('.bulk-outcomes li').waitFor()
    const isHandedOver = (await page.locator('.bulk-done').count()) === 1
    if (isHandedOver) await other.page.getByRole('alert').filter({ hasText: third }).waitFor()
    else await page.locator('.bulk-refused', { hasText: name }).waitFor()
    const answers = await page.evaluate(async (n) => (await (await fetch(`/api/conversations/${n}`)).json()).conversation.person.by, id)
    assert.equal(answers, isHandedOver ? third : name)
    await other.context.close()
  })
})

describe('a list of a hundred thousand rows', () => {
  it('has few rows in the page, shows its last one when scrolled to the end, and is walked by keyboard', async () => {
    const items = Array.from({ length: 100_000 }, (_, i) => ({
      id: 100_000 - i, channel: 'web', account: 'demo', driver: String(i), sequence: 1, updated: 1_767_000_000_000 - i, mode: 'idle',
      last: { from: 'driver', text: `第 ${i} 行` }, tickets: [], tasks: [],
    }))
    desk = await openDesk(browser, kServer)
    page = desk.page
    await page.route('**/api/conversations?*', (route) => route.fulfill({ json: { items, counts: { needs: 0, waiting: 0, taken: [] } } }))
    await signIn(page, 'demo', process.env.XINSHENG_DESK_PASSWORD)
    await row('第 0 行').waitFor()
    const inPage = () => page.locator('.row').count()
    assert.ok((await inPage()) < 60, `${await inPage()} rows in the page`)
    assert.equal(await page.locator('.long-row').first().getAttribute('aria-setsize'), '100000')
    await page.locator('.long').evaluate((list) => (list.scrollTop = list.scrollHeight))
    await row('第 99999 行').waitFor()
    assert.ok((await inPage()) < 60, `${await inPage()} rows in the page`)
    await row('第 99999 行').click()
    await page.locator('.row[aria-current=true]', { hasText: '第 99999 行' }).waitFor()
    await page.locator('#main').focus()
    for (let i = 0; i < 30; ++i) await page.keyboard.press('k')
    await page.locator('.row[aria-current=true]', { hasText: '第 99969 行' }).waitFor()
    await isAccessible(page)
  })
})
