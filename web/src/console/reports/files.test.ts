import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { csvCell, csvOf, sheetName, xlsxOf } from './files'

const kTable = { title: '按类型', columns: ['类型', '工单'], rows: [['=HYPERLINK("http://x")', 3], ['+8613000000001', -2], ['拖欠"运费"', 1]] as Array<[string, number]> }

test('a text that a spreadsheet would take for a formula gets an apostrophe in CSV, a number does not', () => {
  for (const sign of ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']) expect(csvCell(`${sign}1`)).toBe(`"'${sign}1"`)
  expect(csvCell('运费')).toBe('"运费"')
  expect(csvCell(-2)).toBe('-2')
})

test('CSV is quoted, marked as UTF-8, and its tables stand one below the other', () => {
  expect(csvOf([kTable])).toBe('\uFEFF"按类型"\r\n"类型","工单"\r\n"\'=HYPERLINK(""http://x"")",3\r\n"\'+8613000000001",-2\r\n"拖欠""运费""",1\r\n\r\n')
})

test('XLSX holds texts as text and numbers as numbers, and no formula', async () => {
  const files = unzipSync(new Uint8Array(await (await xlsxOf([kTable])).arrayBuffer()))
  const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
  const all = Object.values(files).map((file) => strFromU8(file)).join('')
  expect(sheet).toContain('<v>-2</v>')
  expect(sheet).not.toContain('<f>')
  expect(all).toContain('=HYPERLINK')
  expect(all).toContain('+8613000000001')
})

test('a sheet is named as sheets may be', () => {
  expect(sheetName('a/b:c[d]')).toBe('a b c d ')
  expect(sheetName('长'.repeat(40)).length).toBe(31)
})
