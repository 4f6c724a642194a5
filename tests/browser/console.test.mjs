// The operators' console in a real browser, against the server named by XINSHENG_URL and its account "demo".
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { hear, isLive, kPhone, openChat, say, sayAndHear, sayAndSee } from './browser.mjs'
import { isAccessible, openDesk, signIn, withBrowser } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kPassword = process.env.XINSHENG_DESK_PASSWORD ?? ''

let browser
let desk
let page

before(() => assert.notEqual(kPassword, '', 'set XINSHENG_DESK_PASSWORD, or start this by scripts/browser_on_server.sh'))
withBrowser(
  (opened) => (browser = opened),
  () => desk,
)

async function open(options) {
  desk = await openDesk(browser, kServer, options)
  page = desk.page
}
async function openSignedIn(options) {
  await open(options)
  await signIn(page, 'demo', kPassword)
  await page.locator('.nav-link').first().waitFor()
}
const go = (word) => page.locator('.nav-link', { hasText: word }).click()

describe('the door', () => {
  it('comes with a strict policy, and its scripts are compressed under names of their content', async () => {
    await open()
    const answer = await desk.context.request.get(`${kServer}/console/`)
    const policy = answer.headers()['content-security-policy'] ?? ''
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(part), `${part} in: ${policy}`)
    }
    const script = /src="(\/assets\/[^"]+-[\w-]{8}\.js)"/.exec(await answer.text())?.[1]
    assert.ok(script, 'a script with its hash in the name')
    const asset = await desk.context.request.get(`${kServer}${script}`, { headers: { 'Accept-Encoding': 'gzip' } })
    assert.equal(asset.headers()['content-encoding'], 'gzip')
    assert.match(asset.headers()['cache-control'], /immutable/)
    assert.equal((await desk.context.request.get(`${kServer}/api/openapi.json`)).status(), 200)
    assert.equal((await desk.context.request.get(`${kServer}/api/accounts`)).status(), 401)
  })

  it('tells a wrong password in a sentence and keeps the name that was typed', async () => {
    await open()
    await signIn(page, 'demo', 'surely not the password')
    await page.getByRole('alert').filter({ hasText: '用户名、密码或验证码不对' }).waitFor()
    assert.equal(await page.locator('[name=username]').inputValue(), 'demo')
    await isAccessible(page)
  })

  it('opens with the password that ./run printed, and closes on signing out', async () => {
    await openSignedIn()
    const cookies = await desk.context.cookies(kServer)
    assert.deepEqual(cookies.map((cookie) => [cookie.httpOnly, cookie.sameSite]), [[true, 'Strict']])
    await page.reload()
    await page.locator('.nav-link').first().waitFor()
    await page.locator('.side-foot .nav-link').last().click()
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.locator('[name=username]').waitFor()
    assert.equal((await desk.context.request.get(`${kServer}/api/session`)).status(), 401)
  })
})

describe('users and audit log', () => {
  it('adds a colleague whose password is shown once, and the log tells of it', async () => {
    await openSignedIn()
    await go('用户')
    await page.getByRole('button', { name: '添加' }).click()
    const form = page.locator('dialog form')
    const name = `li${Date.now().toString(36)}`
    await form.locator('input').nth(0).fill(name)
    await form.locator('input').nth(1).fill('小李 <b>x</b>')
    await form.locator('[type=checkbox]').uncheck()
    await form.locator('[type=submit]').click()
    const password = (await page.locator('.secret').first().textContent()).trim()
    await isAccessible(page)
    await page.locator('dialog').getByRole('button', { name: '关闭' }).last().click()
    await page.locator('td', { hasText: '小李 <b>x</b>' }).first().waitFor()
    await isAccessible(page)
    await go('审计')
    await page.locator('td', { hasText: 'account' }).first().waitFor()
    await isAccessible(page)
    const other = await openDesk(browser, kServer)
    await signIn(other.page, name, password)
    await other.page.locator('.side-foot').waitFor()
    assert.equal(await other.page.locator('.nav-link', { hasText: '用户' }).count(), 0)
    assert.deepEqual(other.problems, [])
    await other.context.close()
  })
})

/** Letters that no other test says: long numbers would be hidden. */
const mark = () => String(Date.now()).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)])

describe('conversations', () => {
  /** A driver at the web chat who has said something; his page. */
  async function driverSays(text) {
    const visitor = await openChat(browser, kServer)
    await isLive(visitor.page)
    await say(visitor.page, text)
    await hear(visitor.page, text)
    return visitor
  }
  const rowOf = (text) => page.locator('.row', { hasText: text }).first()
  const lines = () => page.locator('.said-text')

  it('shows a driver’s message as it arrives, why it goes where it goes, and carries an answer to him and back to the bot', async () => {
    await openSignedIn()
    await go('会话')
    await page.locator('.live-on').waitFor()
    const story = `货主拖欠运费八千三，电话也不接 ${mark()}`
    const visitor = await driverSays(story)
    await rowOf(story).click()
    await lines().filter({ hasText: story }).waitFor()
    await page.locator('.said-driver mark').first().waitFor()
    await page.locator('.why summary').first().click()
    assert.match(await page.locator('.why').first().textContent(), /12328/)
    await page.getByRole('button', { name: '接管' }).click()
    await page.getByRole('button', { name: '交还机器人' }).waitFor()
    const answer = `您好，我是人工客服 ${mark()}`
    await page.locator('.talk-form textarea').fill(answer)
    await page.locator('.talk-form textarea').press('Control+Enter')
    await visitor.page.locator('.bubble', { hasText: answer }).waitFor()
    await lines().filter({ hasText: answer }).waitFor()
    await page.locator('.chip', { hasText: '内部备注' }).click()
    await page.locator('.talk-form textarea').fill('只给同事看')
    await page.getByRole('button', { name: '记下' }).click()
    await lines().filter({ hasText: '只给同事看' }).waitFor()
    const back = `那怎么办 ${mark()}`
    await say(visitor.page, back)
    await lines().filter({ hasText: back }).waitFor()
    await isAccessible(page)
    await page.getByRole('button', { name: '交还机器人' }).click()
    await page.getByRole('button', { name: '接管' }).waitFor()
    await visitor.page.locator('.bubble', { hasText: '人工服务已结束' }).waitFor()
    assert.equal(await visitor.page.locator('.bubble', { hasText: '只给同事看' }).count(), 0)
    assert.deepEqual(visitor.problems, [])
    await visitor.context.close()
  })

  it('hides a phone until somebody says why they must see it', async () => {
    const visitor = await driverSays('我的电话是13000000001，请回电')
    await openSignedIn()
    await go('会话')
    await rowOf('我的电话是').click()
    await lines().filter({ hasText: '我的电话是' }).waitFor()
    assert.doesNotMatch(await page.locator('.talk').textContent(), /13000000001/)
    await page.getByRole('button', { name: '查看未打码内容' }).click()
    await page.locator('dialog input').fill('司机要求回电')
    await page.locator('dialog [type=submit]').click()
    await lines().filter({ hasText: '13000000001' }).waitFor()
    await go('审计')
    await page.locator('tr', { hasText: '司机要求回电' }).first().waitFor()
    await visitor.context.close()
  })

  it('keeps what was typed when a colleague was first, and tells who', async () => {
    const story = `平台乱扣我的钱 ${mark()}`
    const visitor = await driverSays(story)
    await openSignedIn()
    const token = await page.evaluate(async () => (await (await fetch('/api/session')).json()).token)
    const name = `zhang${Date.now().toString(36)}`
    const made = await page.evaluate(
      async ([csrf, account]) => {
        const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf, 'Idempotency-Key': `browser-${account}` }
        return (await fetch('/api/accounts', { method: 'POST', headers, body: JSON.stringify({ name: account, display: '小张', role: 'operator', one_time_code: false }) })).json()
      },
      [token, name],
    )
    const other = await openDesk(browser, kServer)
    await signIn(other.page, name, made.password)
    await other.page.locator('.row', { hasText: story }).first().click()
    await go('会话')
    await rowOf(story).click()
    await page.locator('.talk-form textarea').fill('我的草稿')
    await other.page.getByRole('button', { name: '接管' }).click()
    await page.getByRole('button', { name: '代替对方接管' }).waitFor()
    await page.getByRole('button', { name: '发送' }).click()
    await page.getByRole('alert').filter({ hasText: name }).waitFor()
    assert.equal(await page.locator('.talk-form textarea').inputValue(), '我的草稿')
    await other.context.close()
    await visitor.context.close()
  })

  it('shows what a driver sends as text, whatever it looks like', async () => {
    const sign = mark()
    const payloads = [
      '<img src=x onerror="window.__ran=1">', '<script>window.__ran=1</script>', '"><svg/onload=window.__ran=1>',
      "javascript:window.__ran=1//'", '{{constructor.constructor("window.__ran=1")()}}', '<iframe srcdoc="<script>parent.__ran=1</script>">',
      '</title><script>window.__ran=1</script>', '&lt;b&gt; &#60;img onerror=1&#62;', '\u202e<b>right to left</b>',
    ]
    const visitor = await openChat(browser, kServer)
    await isLive(visitor.page)
    for (const payload of payloads) await sayAndSee(visitor.page, `${payload} ${sign}`)
    await openSignedIn()
    await go('会话')
    await rowOf(sign).click()
    for (const payload of payloads) await lines().filter({ hasText: `${payload} ${sign}` }).first().waitFor()
    assert.equal(await page.evaluate(() => globalThis.__ran), undefined)
    await visitor.context.close()
  })

  it('goes from one conversation to the next by keyboard and fits a phone', async () => {
    await openSignedIn({ viewport: kPhone })
    await page.locator('.row').first().waitFor()
    await page.keyboard.press('j')
    await page.locator('.talk-lines .said').first().waitFor()
    assert.equal(await page.locator('.inbox-list').isVisible(), false)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= globalThis.innerWidth))
    await isAccessible(page)
    await page.getByRole('button', { name: '返回列表' }).click()
    await page.locator('.row').first().waitFor()
  })
})

describe('tickets', () => {
  it('are followed from the conversation to their clocks, and a note stands in their life line', async () => {
    const visitor = await openChat(browser, kServer)
    await isLive(visitor.page)
    for (const text of ['我要投诉', '货主拖欠运费八千三，电话也不接', '货车', '跳过', '不同意', '跳过', '跳过', '1']) await sayAndHear(visitor.page, text)
    await openSignedIn()
    await go('会话')
    await page.locator('.row').first().click()
    await page.locator('.talk-side a').first().click()
    await page.locator('.clock summary').first().click()
    await page.locator('.clock p').first().waitFor()
    await page.locator('.life li').first().waitFor()
    const note = `问过热线了 ${mark()}`
    await page.getByLabel('做了什么，或对司机说的话').fill(note)
    await page.getByRole('button', { name: '记下' }).click()
    await page.locator('.life li', { hasText: note }).waitFor()
    await isAccessible(page)
    await visitor.context.close()
  })
})

describe('search', () => {
  it('finds what a driver said by two characters, marks it, and opens the conversation at that line', async () => {
    const sign = mark()
    const visitor = await openChat(browser, kServer)
    await isLive(visitor.page)
    await sayAndHear(visitor.page, `钢城区的站长乱收费 ${sign}`)
    await say(visitor.page, '我的电话是13000000002')
    await hear(visitor.page, '我的电话是13000000002')
    await openSignedIn()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    const field = page.locator('.search-words')
    const look = async (words) => {
      await field.fill(words)
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/search'))
      await field.press('Enter')
      return (await answered).json()
    }
    for (let found = []; found.length === 0; await page.waitForTimeout(100)) found = (await look(`站长 ${sign}`)).items
    await page.locator('.hit mark', { hasText: '站长' }).first().waitFor()
    await isAccessible(page)
    assert.doesNotMatch(page.url(), /站长|%E7/i)
    await page.locator('.hit').first().click()
    await page.locator('.said-pointed', { hasText: sign }).waitFor()
    await page.goBack()
    await page.locator('.hit mark').first().waitFor()
    assert.equal((await look('13000000002')).items.length, 0)
    await page.locator('[role=status]', { hasText: '没有找到' }).waitFor()
    assert.match((await look('费')).hint, /两个字/)
    await visitor.context.close()
  })

  it('fits a phone and is readable in the dark', async () => {
    await openSignedIn({ viewport: kPhone, colorScheme: 'dark' })
    await go('搜索')
    await page.locator('.search-words').fill('运费')
    await page.locator('.search-words').press('Enter')
    await page.locator('.search [role=status]').first().waitFor()
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= globalThis.innerWidth))
    await isAccessible(page)
  })
})

describe('reports', () => {
  it('shows a period in figures with a table behind every chart, and gives them as files', async () => {
    const visitor = await openChat(browser, kServer)
    await isLive(visitor.page)
    for (const text of ['我要投诉', '货主拖欠运费八千三，电话也不接', '货车', '跳过', '不同意', '跳过', '跳过', '1']) await sayAndHear(visitor.page, text)
    await openSignedIn()
    await go('统计')
    await page.locator('.reports-cards dd').first().waitFor()
    assert.ok(Number(await page.locator('.reports-cards dd').first().textContent()) >= 1)
    await page.waitForFunction(() => [...document.querySelectorAll('.reports-charts canvas')].length === 5)
    const drawn = () => page.$$eval('.chart canvas', (all) => all.filter((one) => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some((part) => part !== 0)).length)
    for (let i = 0; i < 100 && (await drawn()) < 5; i += 1) await page.waitForTimeout(100)
    assert.ok((await drawn()) >= 5)
    await page.locator('.reports-charts details summary').first().click()
    await page.locator('.reports-charts td', { hasText: '拖欠' }).first().waitFor()
    await isAccessible(page)
    const take = async (name) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()])
      const pieces = []
      for await (const piece of await file.createReadStream()) pieces.push(piece)
      return Buffer.concat(pieces)
    }
    assert.match((await take('CSV')).toString('utf8'), /"受理"/)
    assert.equal((await take('XLSX')).subarray(0, 2).toString(), 'PK')
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.locator('.side').isVisible(), false)
    await visitor.context.close()
  })

  it('refuses a period that ends before it begins in a sentence, fits a phone and is readable in the dark', async () => {
    await openSignedIn({ viewport: kPhone, colorScheme: 'dark' })
    await page.goto(`${kServer}/console/#/reports`)
    await page.locator('.reports-cards dd').first().waitFor()
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= globalThis.innerWidth))
    await isAccessible(page)
    await page.locator('.reports-period input').last().fill('2020-01-01')
    await page.getByRole('button', { name: '统计', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: '起止日期' }).waitFor()
  })
})
