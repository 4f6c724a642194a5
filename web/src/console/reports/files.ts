// Tables as files. A spreadsheet takes a cell that begins with certain signs for a formula (reliability reference §3 row 14): in CSV such a
// text gets an apostrophe in front, in XLSX every text is typed as text.
import type { Table } from './tables'

const kFormulaSigns = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']

export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = kFormulaSigns.some((sign) => value.startsWith(sign)) ? `'${value}` : value
  return `"${safe.replace(/"/g, '""')}"`
}

/** RFC 4180, with the mark that makes spreadsheets read it as UTF-8. */
export function csvOf(tables: readonly Table[]): string {
  const lines = tables.flatMap((table) => [[table.title], table.columns, ...table.rows, []])
  return `\uFEFF${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`
}

/** Sheets may not be named so. */
export const sheetName = (title: string): string => title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31)

export async function xlsxOf(tables: readonly Table[]): Promise<Blob> {
  const { default: write } = await import('write-excel-file/universal')
  const sheets = tables.map((table) => ({
    sheet: sheetName(table.title),
    data: [
      table.columns.map((column) => ({ value: column, type: String, fontWeight: 'bold' as const })),
      ...table.rows.map((row) => row.map((cell) => (typeof cell === 'number' ? { value: cell, type: Number } : { value: cell, type: String }))),
    ],
  }))
  return write(sheets).toBlob()
}

export function takeAway(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
