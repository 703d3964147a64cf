import { CLAIM_REASON_LABELS, CLAIM_STATUS_LABELS } from '../../domain/claim/status'
import { maskPhonesIn } from '../../domain/identity/mask'
import { addCents } from '../../domain/money/money'
import { daysBetween, type AgeBucket } from '../../domain/reconcile/ageing'
import { claimWords } from '../../domain/reconcile/claim-words'
import { ASK_LABELS, type CourierDisputes, type DisputeRow } from '../../domain/reconcile/disputes'
import type { ClaimFigures, ReconcileMatch, ReconcileTotals } from '../../domain/reconcile/types'
import { STAGE_LABELS } from '../../domain/reconcile/words'
import type { ClosingReport, ReportLine } from './closing-report'
import { CLOSING_REPORT_WORDS, fill, labelOf, LINE_CLASS_LABELS, REST_LABELS, type ClosingWords } from './closing-words'
import { CLAIM_FIGURES, FIGURE_WORDS, TOTAL_FIGURES } from './reconciliation-workbook'
import type { Table, TableColumn, TableRow } from './table'

const text = (header: string, width?: number): TableColumn => ({ header, type: 'text', ...(width === undefined ? {} : { width }) })
const money = (header: string): TableColumn => ({ header, type: 'money' })
const integer = (header: string): TableColumn => ({ header, type: 'integer' })
const date = (header: string): TableColumn => ({ header, type: 'date' })

/** The equations of M3 with both of their sides. */
export function equationsOf(t: ReconcileTotals): readonly { readonly words: 'eqClaims' | 'eqStatement' | 'eqLines'; readonly left: number; readonly right: number }[] {
  return [
    { words: 'eqClaims', left: t.claimedCents + t.overPaidCents, right: t.creditedCents + t.shortPaidCents + t.grantedNotCreditedCents + t.awaitingCents + t.rejectedCents + t.withdrawnCents + t.givenUpCents },
    { words: 'eqStatement', left: t.statementCents, right: t.claimLinesCents + t.chargesCents + t.otherCents },
    { words: 'eqLines', left: t.claimLinesCents, right: t.matchedCents + t.unexplainedCents },
  ]
}

/** `31–60 days`, `over 90 days`. */
export function bucketWords({ fromDays, toDays }: AgeBucket, words: ClosingWords): string {
  return toDays === null ? fill(words.from, { n: fromDays - 1 }) : fill(words.range, { from: fromDays, to: toDays })
}

/**
 * The report of a closed month as the sheets of a workbook (M5): summary, by courier, carried over, ageing, claims, statement lines,
 * differences, one dispute sheet per courier, notes. Long sheets are made row by row while they are written.
 */
export function buildClosingWorkbook(report: ClosingReport): Table[] {
  const words = CLOSING_REPORT_WORDS[report.locale]
  return [
    summarySheet(report, words),
    courierSheet(report, words),
    carriedSheet(report, words),
    ageingSheet(report, words),
    claimSheet(report, words),
    lineSheet(report, words),
    differenceSheet(report, words),
    ...report.disputes.map((disputes) => disputeSheet(report, disputes)),
    noteSheet(report, words),
  ]
}

function summarySheet(report: ClosingReport, words: ClosingWords): Table {
  const { result, locale, carriedIn } = report
  const figures = FIGURE_WORDS[locale]
  const carriedCents = report.carried.reduce((sum, { restCents }) => addCents(sum, restCents), 0)
  const rows: TableRow[] = [
    [words.number, report.number],
    [words.month, result.month],
    [words.shop, report.shop],
    [words.currency, result.currency],
    [words.closedBy, report.closedBy],
    [words.totals],
    [figures.claimsCount, null, result.claims, result.claimedCents],
    [figures.linesCount, null, result.lines, result.statementCents],
    [figures.matched, null, result.matched.length, result.creditedThisMonthCents],
    [figures.unexplained, null, result.unexplained.length, result.unexplainedCents],
    [figures.inReview, null, result.review.length],
    ...TOTAL_FIGURES.map(([word, figure]): TableRow => [figures[word], null, null, result[figure]]),
    ...(carriedIn === null ? [] : [[fill(words.carriedIn, { number: carriedIn.number }), null, carriedIn.claims, carriedIn.cents] as TableRow]),
    [words.carriedOut, null, report.carried.length, carriedCents],
    [words.invariants],
    ...equationsOf(result).map(({ words: which, left, right }): TableRow => [words[which], null, null, left, right, left === right ? words.equal : words.unequal]),
  ]
  return { name: words.summary, columns: [text(words.item, 44), text(words.value, 28), integer(words.count), { ...money(words.amount), width: 18 }, { ...money(words.otherSide), width: 18 }, text(words.check, 12)], rows }
}

function courierSheet({ result, locale, courierName }: ClosingReport, words: ClosingWords): Table {
  const figures = FIGURE_WORDS[locale]
  const row = (name: string, totals: ReconcileTotals): TableRow => [name, totals.claims, totals.lines, ...TOTAL_FIGURES.map(([, figure]) => totals[figure])]
  return {
    name: words.couriers,
    columns: [text(figures.courier), integer(figures.claimsCount), integer(figures.linesCount), ...TOTAL_FIGURES.map(([word]) => money(figures[word]))],
    rows: [...result.perCourier.map((totals) => row(totals.courierId === null ? '' : courierName(totals.courierId), totals)), row(words.total, result)],
  }
}

function carriedSheet(report: ClosingReport, words: ClosingWords): Table {
  const figures = FIGURE_WORDS[report.locale]
  const byId = new Map(report.result.claimFigures.map((claim) => [claim.claimId, claim]))
  const rows = report.carried.map((one): TableRow => {
    const filedOn = byId.get(one.claimId)?.filedOn ?? null
    const age = filedOn === null ? null : daysBetween(filedOn, report.agedOn)
    return [one.claimNo, one.courierId === null ? null : report.courierName(one.courierId), byId.get(one.claimId)?.waybill, filedOn, age, REST_LABELS[one.bucket][report.locale], one.restCents]
  })
  const total = report.carried.reduce((sum, { restCents }) => addCents(sum, restCents), 0)
  return {
    name: words.carried,
    columns: [text(figures.claimNo), text(figures.courier, 14), text(figures.claimWaybill), date(figures.filedOn), integer(words.days), text(words.where, 16), money(words.rest)],
    rows: [...rows, [words.total, null, null, null, null, null, total]],
  }
}

function ageingSheet(report: ClosingReport, words: ClosingWords): Table {
  const figures = FIGURE_WORDS[report.locale]
  const rows = (name: string, buckets: readonly AgeBucket[]): TableRow[] => buckets.map((bucket) => [name, bucketWords(bucket, words), bucket.claims, bucket.outstandingCents, bucket.shortPaidCents])
  const couriers = report.result.perCourier.flatMap(({ courierId }) => (courierId === null ? [] : rows(report.courierName(courierId), report.ageingOf(courierId))))
  return {
    name: words.ageing,
    columns: [text(figures.courier), text(words.days, 14), integer(words.count), money(words.outstanding), money(words.short)],
    rows: [...rows(words.all, report.ageing), ...couriers],
  }
}

/** Where a line stands in its file, `sf.csv #12`. */
const placeOf = (line: ReportLine | undefined): string => (line === undefined ? '' : `${line.file} #${line.row}`)

function claimSheet(report: ClosingReport, words: ClosingWords): Table {
  const { locale, result } = report
  const figures = FIGURE_WORDS[locale]
  const lines = new Map(report.lines.map((line) => [line.id, line]))
  const matchOf = new Map<string, ReconcileMatch[]>()
  for (const match of result.matched) for (const id of match.claimIds) matchOf.set(id, [...(matchOf.get(id) ?? []), match])
  const linesOf = (claimId: string, matches: readonly ReconcileMatch[]): string => {
    const ids = new Set(matches.flatMap(({ allocations }) => allocations.flatMap((part) => (part.claimId === claimId ? [part.lineId] : []))))
    return [...ids].map((id) => placeOf(lines.get(id))).join(', ')
  }
  function* rows(): Iterable<TableRow> {
    for (const claim of result.claimFigures) {
      const matches = matchOf.get(claim.claimId) ?? []
      yield [
        claim.claimNo,
        claim.courierId === null ? null : report.courierName(claim.courierId),
        claim.waybill,
        claim.filedOn,
        CLAIM_STATUS_LABELS[claim.status][locale],
        ...CLAIM_FIGURES.map(([, figure]) => claim[figure]),
        linesOf(claim.claimId, matches),
        matches.map(({ stage }) => STAGE_LABELS[stage][locale]).join(', '),
        matches.length === 0 ? claimWords(claim, result.currency)[locale] : matches.map((match) => (locale === 'zh' ? match.reasonZh : match.reasonEn)).join('; '),
      ]
    }
  }
  return {
    name: words.claims,
    columns: [
      text(figures.claimNo), text(figures.courier, 14), text(figures.claimWaybill), date(figures.filedOn), text(figures.status, 12),
      ...CLAIM_FIGURES.map(([word]) => money(figures[word])), text(words.statementRows, 24), text(figures.stage, 18), text(words.why, 60),
    ],
    rows: { [Symbol.iterator]: () => rows()[Symbol.iterator]() },
  }
}

function lineSheet(report: ClosingReport, words: ClosingWords): Table {
  const { locale, result } = report
  const figures = FIGURE_WORDS[locale]
  const claimNos = new Map(result.claimFigures.map(({ claimId, claimNo }) => [claimId, claimNo]))
  const matches = new Map<string, ReconcileMatch>()
  const taken = new Map<string, { cents: number; claims: string[] }>()
  for (const match of result.matched) {
    for (const { lineId, claimId, creditedCents } of match.allocations) {
      matches.set(lineId, match)
      const known = taken.get(lineId) ?? { cents: 0, claims: [] }
      taken.set(lineId, { cents: addCents(known.cents, creditedCents), claims: [...known.claims, claimNos.get(claimId) ?? claimId] })
    }
  }
  const unexplained = new Map(result.unexplained.map((line) => [line.lineId, line]))
  function* rows(): Iterable<TableRow> {
    for (const line of report.lines) {
      const match = matches.get(line.id)
      const open = unexplained.get(line.id)
      const reasons = [match, open].flatMap((one) => (one === undefined ? [] : [locale === 'zh' ? one.reasonZh : one.reasonEn]))
      yield [
        line.file, line.row, report.courierName(line.courierId), line.waybill ?? line.waybillRaw, labelOf(LINE_CLASS_LABELS, line.lineClass, locale), line.occurredOn, line.amountCents,
        taken.get(line.id)?.cents ?? 0, open?.amountCents ?? 0, (taken.get(line.id)?.claims ?? []).join(', '), match === undefined ? null : STAGE_LABELS[match.stage][locale], reasons.join('; '),
      ]
    }
  }
  return {
    name: words.lines,
    columns: [
      text(words.file, 24), integer(words.row), text(figures.courier, 14), text(figures.lineWaybill), text(words.lineClass, 12), date(words.day), money(words.amount),
      money(words.matchedCents), money(words.unexplainedCents), text(words.claimNos), text(figures.stage, 18), text(words.why, 60),
    ],
    rows: { [Symbol.iterator]: () => rows()[Symbol.iterator]() },
  }
}

function differenceSheet(report: ClosingReport, words: ClosingWords): Table {
  const { locale, result } = report
  const figures = FIGURE_WORDS[locale]
  const lines = new Map(report.lines.map((line) => [line.id, line]))
  const ofClaim = (kind: string, claim: ClaimFigures, cents: number): TableRow => [
    kind, claim.courierId === null ? null : report.courierName(claim.courierId), claim.claimNo, claim.waybill, claim.claimedCents, claim.creditedCents, cents, claimWords(claim, result.currency)[locale],
  ]
  const rows: TableRow[] = [
    ...result.claimFigures.flatMap((claim) => (claim.shortPaidCents === 0 ? [] : [ofClaim(words.short, claim, -claim.shortPaidCents)])),
    ...result.claimFigures.flatMap((claim) => (claim.overPaidCents === 0 ? [] : [ofClaim(words.over, claim, claim.overPaidCents)])),
    ...result.unexplained.map((line): TableRow => [
      words.unexplained, report.courierName(line.courierId), placeOf(lines.get(line.lineId)), line.waybill, null, line.amountCents, line.amountCents, locale === 'zh' ? line.reasonZh : line.reasonEn,
    ]),
    ...(result.staleMatches === 0 ? [] : [[words.stale, null, String(result.staleMatches)] as TableRow]),
  ]
  return {
    name: words.differences,
    columns: [text(words.kind, 14), text(figures.courier, 14), text(`${figures.claimNo} / ${words.statementRows}`, 26), text(figures.claimWaybill), money(figures.claimed), money(figures.credited), money(words.difference), text(words.why, 60)],
    rows,
  }
}

/** What one courier is asked to pay or explain, as a sheet of its own (M5). It is sent to the courier: nothing of buyers stands in it. */
export function disputeSheet(report: Pick<ClosingReport, 'locale' | 'claims' | 'lines' | 'courierName'>, disputes: CourierDisputes): Table {
  const { locale } = report
  const words = CLOSING_REPORT_WORDS[locale]
  const figures = FIGURE_WORDS[locale]
  const lines = new Map(report.lines.map((line) => [line.id, line]))
  const rowOf = (row: DisputeRow): TableRow => {
    const ask = ASK_LABELS[row.ask][locale]
    if (row.ask === 'unexplained') {
      const line = lines.get(row.line.lineId)
      return [ask, null, null, null, line?.waybill ?? line?.waybillRaw ?? row.line.waybill, null, line?.occurredOn, null, null, null, row.cents, null, placeOf(line)]
    }
    const { claim } = row
    const facts = report.claims[claim.claimId]
    const reason = facts === undefined ? null : labelOf(CLAIM_REASON_LABELS, facts.reason, locale)
    return [ask, claim.claimNo, facts?.workOrderNo, facts?.branch, claim.waybill, reason, claim.filedOn, claim.claimedCents, facts?.grantedCents, claim.creditedCents, row.cents, facts?.answer == null ? null : maskPhonesIn(facts.answer), null]
  }
  const total = (name: string, cents: number): TableRow => [name, null, null, null, null, null, null, null, null, null, cents, null, null]
  return {
    name: `${words.dispute} ${report.courierName(disputes.courierId)}`,
    columns: [
      text(words.ask, 26), text(figures.claimNo), text(words.workOrder, 18), text(words.branch, 14), text(figures.claimWaybill), text(words.claimReason, 12), date(words.day), money(figures.claimed),
      money(words.granted), money(figures.credited), money(words.inQuestion), text(words.answer, 30), text(words.statementRows, 26),
    ],
    rows: [...disputes.rows.map(rowOf), total(words.toPay, disputes.toPayCents), total(words.toExplain, disputes.toExplainCents)],
  }
}

function noteSheet(report: ClosingReport, words: ClosingWords): Table {
  const steps = report.trail.map((step): TableRow => [step.step === 'closed' ? fill(words.stepClosed, { n: step.revision }) : fill(words.stepReopened, { reason: step.reason ?? '' }), step.by, step.at])
  const notes = [words.note1, words.note2, words.note3, words.note4, words.note5]
  return { name: words.notes, columns: [text(words.notes, 90), text(words.closedBy, 16), { header: words.closedAt, type: 'datetime' }], rows: [...notes.map((note): TableRow => [note, null, null]), ...steps] }
}

