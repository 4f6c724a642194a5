// Dialogs in the operators' console: written, tried, published with a second person, taken back.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { isLive, launch, openChat, say, sayAndHear } from './browser.mjs'
import { addColleague, isAccessible, openDesk, signIn } from './desk.mjs'

const kServer = (process.env.XINSHENG_URL ?? '').replace(/\/$/, '')
const kPassword = process.env.XINSHENG_DESK_PASSWORD ?? ''
/** Checks and replays of all scripts on a busy machine. */
const kLong_ms = 60_000
/** Letters that no other test uses. */
const kMark = Date.now().toString(36).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)])

let browser
const open = []

before(async () => {
  assert.notEqual(kPassword, '', 'set XINSHENG_DESK_PASSWORD, or start this by scripts/browser_on_server.sh')
  browser = await launch()
})
after(() => browser?.close())
afterEach(async () => {
  const problems = open.flatMap((desk) => desk.problems)
  for (const desk of open.splice(0)) await desk.context.close()
  assert.deepEqual(problems, [])
})

async function deskOf(name, password) {
  const desk = await openDesk(browser, kServer)
  open.push(desk)
  desk.page.setDefaultTimeout(kLong_ms)
  await signIn(desk.page, name, password)
  await desk.page.locator('.nav-link').first().waitFor()
  return desk.page
}

/** A new account of that role, signed in; its page and its name. */
async function colleague(admin, role) {
  const name = `${role.replace('_', '')}${Math.random().toString(36).slice(2, 8)}`
  const password = await addColleague(admin, name, name, role)
  return { name, page: await deskOf(name, password) }
}

async function newDraft(page, name) {
  await page.locator('.nav-link', { hasText: '话本' }).click()
  await page.getByPlaceholder('新草稿叫什么').fill(name)
  await page.getByRole('button', { name: '从现在的版本建草稿' }).click()
  await page.locator('.draft-files h1', { hasText: name }).waitFor()
}
const editor = (page) => page.locator('.cm-content')
/** The whole text replaced from the clipboard. */
async function write(page, text) {
  await editor(page).click()
  await page.keyboard.press('Control+a')
  await editor(page).evaluate((place, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    place.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}
const errors = (page, n) => page.locator(`.file-head [data-errors="${n}"]`, { hasText: n === 0 ? '没有错误' : '处错误' }).waitFor()
async function save(page) {
  await page.locator('.file-head').getByRole('button', { name: '保存' }).click()
  await page.getByRole('status').filter({ hasText: '存进草稿了' }).waitFor()
}
async function trial(page) {
  await page.locator('.draft-files').getByRole('button', { name: /检查与发布/ }).click()
  await page.getByRole('button', { name: '检查并重放' }).click()
  await page.locator('.gates li').nth(3).waitFor()
}
async function publish(page, note) {
  await page.getByLabel('改了什么、为什么').fill(note)
  await page.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByRole('status').filter({ hasText: '发布好了' }).waitFor()
}

const dialog = (id, words) => `kind: dialog
id: ${id}
title: 停车难
start:
  words: [${words}]
slots:
  - slot: 停车地点
    field: parking_place
    type: text
    ask: 您在哪里找不到车位？   # 只问地点
steps:
  - collect: [停车地点]
  - say: 记下了，<停车地点>。
  - end: done
`

describe('a new dialog', () => {
  it('is written with its errors shown, tried out, kept as a test, replayed, published with a second person, and taken back', async () => {
    const admin = await deskOf('demo', kPassword)
    const author = await colleague(admin, 'script_author')
    const { page } = author
    const id = `parking_${kMark}`
    const words = `没地方停车${kMark}`
    await newDraft(page, `停车${kMark}`)
    await isAccessible(page)
    await page.getByPlaceholder(/新话本的文件名/).fill(id)
    await page.getByRole('button', { name: '新建' }).click()

    await write(page, dialog(id, words).replace('[停车地点]', '[停车地方]'))
    await page.locator('.faults .error', { hasText: '停车地方' }).waitFor()
    await page.locator('.cm-lintRange-error').first().waitFor()
    await isAccessible(page)
    await write(page, dialog(id, words))
    await errors(page, 0)

    await page.getByLabel('司机说……').fill(words)
    await page.getByRole('button', { name: '说', exact: true }).click()
    await page.locator('.try-bot', { hasText: '您在哪里找不到车位' }).waitFor()
    await page.getByLabel('司机说……').fill('长途汽车站门口')
    await page.getByRole('button', { name: '说', exact: true }).click()
    await page.locator('.try-bot', { hasText: '记下了，长途汽车站门口' }).waitFor()
    await page.getByRole('button', { name: '流程图' }).click()
    await page.locator('.flow-visited', { hasText: '问：停车地点' }).waitFor()
    await isAccessible(page)

    await page.getByRole('button', { name: '表单' }).click()
    await page.locator('[data-field="停车地点 ask"]').fill('请问在哪里停不了车？')
    await page.locator('[data-field="停车地点 ask"]').press('Tab')
    await page.locator('.try-bot', { hasText: '请问在哪里停不了车' }).waitFor()
    await isAccessible(page)
    await page.getByPlaceholder('这段叫什么用例').fill('说了地点就记下')
    await page.getByRole('button', { name: '存为用例' }).click()
    await page.getByRole('button', { name: '文本' }).click()
    await page.locator('.cm-line', { hasText: '# 只问地点' }).waitFor()
    await page.getByRole('button', { name: '跑用例' }).click()
    await page.getByRole('status').filter({ hasText: '用例都通过了' }).waitFor()
    await save(page)

    await trial(page)
    await page.locator('.changes', { hasText: `${id}.yaml` }).waitFor()
    await isAccessible(page)
    await publish(page, '加停车话本')

    // A driver meets it, so that the next change decides a real conversation otherwise.
    const visitor = await openChat(browser, kServer)
    await isLive(visitor.page)
    // Every node looks for a new release once a second: until it has, the words begin nothing.
    const asked = visitor.page.locator('.bubble', { hasText: '请问在哪里停不了车' })
    for (let i = 0; i < 60 && (await asked.count()) === 0; ++i) {
      await sayAndHear(visitor.page, words)
      await visitor.page.waitForTimeout(500)
    }
    await asked.first().waitFor()
    await say(visitor.page, '长途汽车站门口')
    await visitor.page.locator('.bubble', { hasText: '记下了，长途汽车站门口' }).waitFor()
    await visitor.context.close()

    await page.locator('.draft-cards a', { hasText: `停车${kMark}` }).click()
    await page.locator(`[data-file="${id}.yaml"]`).click()
    await errors(page, 0)
    await write(page, dialog(id, `停车难${kMark}`))
    await errors(page, 0)
    await save(page)
    await page.getByPlaceholder(/新话本的文件名/).fill(`car_park_${kMark}`)
    await page.getByRole('button', { name: '新建' }).click()
    await page.locator('.file-head', { hasText: `car_park_${kMark}.yaml` }).waitFor()
    await write(page, dialog(`car_park_${kMark}`, words).replace('parking_place', 'car_park_place'))
    await errors(page, 0)
    await save(page)
    await trial(page)
    await page.getByText('要第二个人同意').waitFor()
    assert.equal(await page.getByRole('button', { name: '发布', exact: true }).isDisabled(), true)

    const second = await colleague(admin, 'supervisor')
    await second.page.locator('.nav-link', { hasText: '话本' }).click()
    await second.page.locator('.draft-cards a', { hasText: `停车${kMark}` }).click()
    await trial(second.page)
    await second.page.getByRole('button', { name: '同意发布' }).click()
    await second.page.getByRole('button', { name: '您已同意' }).waitFor()
    await page.getByText(`${second.name} 已同意`).waitFor()
    await publish(page, '换个话本接停车')
    await page.locator('tbody tr', { hasText: `${second.name} 同意` }).waitFor()
    await isAccessible(page)

    await page.locator('tbody tr', { hasText: '加停车话本' }).getByRole('button', { name: '退回这一版' }).click()
    await page.locator('dialog').getByLabel('为什么退回').fill('先退回看看')
    await page.locator('dialog').getByRole('button', { name: '退回这一版' }).click()
    await page.locator('tbody tr', { hasText: '先退回看看' }).locator('.tag', { hasText: '现用' }).waitFor()
  })
})

describe('two authors in one file', () => {
  it('lose nothing: the second sees what the first saved beside what was typed, and decides', async () => {
    const admin = await deskOf('demo', kPassword)
    const first = await colleague(admin, 'script_author')
    const name = `两个人${kMark}`
    await newDraft(admin, name)
    await first.page.locator('.nav-link', { hasText: '话本' }).click()
    await first.page.locator('.draft-cards a', { hasText: name }).click()
    for (const page of [admin, first.page]) {
      await page.locator('[data-file="status.yaml"]').click()
      await errors(page, 0)
    }
    const text = await admin.evaluate(async (draft) => (await (await fetch(`/api/drafts/${encodeURIComponent(draft)}/file?path=status.yaml`)).json()).text, name)
    await write(first.page, text.replace('随时可查', '随时都能查'))
    await save(first.page)
    await write(admin, text.replace('随时可查', '白天晚上都能查'))
    await admin.locator('.file-head').getByRole('button', { name: '保存' }).click()
    await admin.getByRole('alert').filter({ hasText: first.name }).waitFor()
    await admin.locator('.diff-out', { hasText: '随时都能查' }).waitFor()
    await admin.locator('.cm-line', { hasText: '白天晚上都能查' }).waitFor()
    await isAccessible(admin)
    await admin.getByRole('button', { name: '用我写的盖过去' }).click()
    await admin.getByRole('status').filter({ hasText: '存进草稿了' }).waitFor()
  })

  it('are asked before they leave what is not saved', async () => {
    const page = await deskOf('demo', kPassword)
    await newDraft(page, `离开${kMark}`)
    await page.locator('[data-file="status.yaml"]').click()
    await errors(page, 0)
    await write(page, 'kind: dialog\n')
    await page.locator('.nav-link', { hasText: '工单' }).click()
    await page.getByRole('button', { name: '不离开' }).click()
    await page.locator('.cm-line', { hasText: 'kind: dialog' }).waitFor()
    await page.locator('.nav-link', { hasText: '工单' }).click()
    await page.getByRole('button', { name: '不存，离开' }).click()
    await page.locator('.inbox-list').waitFor()
  })
})
