// The figures as tables: what is read beside each chart, printed, and taken away as a file.
import type { Answer } from '../api/client'
import type { ClockFigures, CountOf, Rate, Scope } from '../api/shapes'
import { fullTime } from '../parts/moments'
import { t } from '../words'

export type Report = Answer<'report'>

export interface Table {
  title: string
  columns: string[]
  /** Text stays text in every file; numbers are numbers. */
  rows: Array<Array<string | number>>
}

/** "66.7%（2/3）", or that there is nothing to count. */
export function rateText(rate: Rate): string {
  if (rate.of === 0) return t('reports.noRate')
  const tenths = Math.floor((rate.are * 1000 + Math.floor(rate.of / 2)) / rate.of)
  return `${Math.floor(tenths / 10)}.${tenths % 10}%（${rate.are}/${rate.of}）`
}

const kMinute_s = 60
const kHour_s = 3600
const kDay_s = 86_400

export function lengthText(seconds: number): string {
  if (seconds < kHour_s) return t('reports.minutes', { n: Math.round(seconds / kMinute_s) })
  if (seconds < 2 * kDay_s) return t('reports.hours', { n: Math.round((seconds / kHour_s) * 10) / 10 })
  return t('reports.days', { n: Math.round((seconds / kDay_s) * 10) / 10 })
}

export const scopeName = (scope: Scope): string =>
  scope.scope === 'all' ? t('reports.all') : scope.scope === 'profile' ? scope.title || scope.name : t('reports.hotlineName', { hotline: scope.name })

export function summaryTable(report: Report): Table {
  return {
    title: t('reports.summary'),
    columns: [t('reports.scope'), t('reports.accepted'), t('reports.stillOpen'), t('reports.overTime'), t('reports.responded'), t('reports.solved'), t('reports.satisfied'),
      t('reports.unreached'), t('reports.reopened'), t('reports.returned'), t('reports.duplicates'), t('reports.withdrawn')],
    rows: report.scopes.map((scope) => [scopeName(scope), scope.accepted, scope.still_open, scope.over_time, rateText(scope.responded), rateText(scope.solved),
      rateText(scope.satisfied), scope.unreached, scope.reopened, scope.returned, scope.duplicates, scope.withdrawn]),
  }
}

export function clocksTable(report: Report): Table {
  const row = (scope: Scope, clock: ClockFigures) => [scopeName(scope), clock.title, clock.begun, rateText(clock.on_time), clock.kept, clock.kept_late, clock.late_open, clock.open,
    clock.ended, clock.kept + clock.kept_late > 0 ? lengthText(clock.median) : '', clock.kept + clock.kept_late > 0 ? lengthText(clock.ninety) : '']
  return {
    title: t('reports.onTime'),
    columns: [t('reports.scope'), t('reports.clock'), t('reports.begun'), t('reports.onTimeRate'), t('reports.kept'), t('reports.keptLate'), t('reports.lateOpen'), t('reports.notDue'),
      t('reports.ended'), t('reports.median'), t('reports.ninety')],
    rows: report.scopes.flatMap((scope) => scope.clocks.map((clock) => row(scope, clock))),
  }
}

export function countsTable(title: string, column: string, counts: readonly CountOf[]): Table {
  const rows = [...counts].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  return { title, columns: [column, t('reports.tickets')], rows: rows.map((one) => [one.name || t('reports.unnamed'), one.count]) }
}

export function hoursTable(report: Report): Table {
  return { title: t('reports.byHour'), columns: [t('reports.hour'), t('reports.tickets')], rows: report.hours.map((count, hour) => [`${String(hour).padStart(2, '0')}:00`, count]) }
}

export function responsesTable(report: Report): Table {
  let before = 0
  const rows = report.responses.map((step): [string, number] => {
    const name = step.within === undefined ? t('reports.longer', { length: lengthText(before) }) : t('reports.within', { length: lengthText(step.within) })
    before = step.within ?? before
    return [name, step.count]
  })
  return { title: t('reports.responses'), columns: [t('reports.length'), t('reports.tickets')], rows }
}

export function breachesTable(report: Report): Table {
  return {
    title: t('reports.breaches'),
    columns: [t('reports.ticket'), t('reports.hotline'), t('reports.profile'), t('reports.clock'), t('reports.due'), t('reports.standing')],
    rows: report.breaches.map((one) => [one.ticket, one.hotline, one.profile, one.round > 1 ? `${one.clock} ${one.round}` : one.clock, fullTime(one.due), t(one.done ? 'reports.doneLate' : 'reports.openLate')]),
  }
}

export function allTables(report: Report): Table[] {
  return [
    summaryTable(report),
    clocksTable(report),
    countsTable(t('reports.byType'), t('reports.type'), report.types),
    countsTable(t('reports.byGroup'), t('reports.group'), report.groups),
    countsTable(t('reports.byDistrict'), t('reports.district'), report.districts),
    hoursTable(report),
    responsesTable(report),
    breachesTable(report),
  ]
}
