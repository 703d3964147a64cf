import { toLocal } from '../../domain/clock/zone'
import { formatMoney, type Locale } from '../../domain/money/money'
import { daysBetween } from '../../domain/reconcile/ageing'
import type { ReconcileTotals } from '../../domain/reconcile/types'
import type { ChartSpec, ChartTone, PrintBlock, PrintDocument } from '../../domain/print/document'
import type { ClosingReport } from './closing-report'
import { CLOSING_REPORT_WORDS, fill, REST_LABELS, type ClosingWords } from './closing-words'
import { bucketWords, equationsOf } from './closing-workbook'
import { FIGURE_WORDS } from './reconciliation-workbook'
import { localTimeText } from './table'

/** What stands in the foot of a report or letter: who made it, and the head of the audit log at that time (R4). */
export interface PrintedBy {
  readonly by: string
  readonly at: number
  readonly auditHead: { readonly seq: number; readonly hash: string } | null
}

/** Carried claims that are printed; the workbook has all of them. */
const CARRIED_PRINTED = 60

/** `2026-11-26 10:05` in the shop's zone. */
export const momentText = (at: number, timeZone: string): string => localTimeText({ ...toLocal(timeZone, at), second: 0 }, 'datetime')

/** Foot of a printed page (R4). */
export function footOf({ by, at, auditHead }: PrintedBy, timeZone: string, words: ClosingWords): string {
  const printed = fill(words.printed, { by, at: momentText(at, timeZone) })
  return auditHead === null ? printed : `${printed} · ${fill(words.audit, { seq: auditHead.seq, hash: auditHead.hash })}`
}

/** Groups a hash so that people can compare it: blocks of eight. */
export const hashText = (sha256: string): string => sha256.match(/.{1,8}/g)?.join(' ') ?? sha256

/** The report of a closed month as a document to be printed (M5): figures, checks, charts, couriers, what is carried over, who closed it. */
export function buildClosingDocument(report: ClosingReport, workbookSha256: string, printed: PrintedBy): PrintDocument {
  const { locale, result } = report
  const words = CLOSING_REPORT_WORDS[locale]
  const money = (cents: number): string => formatMoney(cents, result.currency, locale)
  return {
    lang: locale,
    title: words.title,
    subtitle: `${report.shop} · ${result.month}`,
    number: report.number,
    foot: footOf(printed, report.timeZone, words),
    landscape: false,
    blocks: [
      { block: 'heading', text: words.totals },
      { block: 'facts', columns: 3, rows: totalFacts(report, words, money) },
      { block: 'heading', text: words.invariants },
      { block: 'table', columns: [{ title: words.check, weight: 5 }, { title: words.amount, align: 'right', weight: 2 }, { title: words.otherSide, align: 'right', weight: 2 }, { title: '', weight: 1 }], rows: equationsOf(result).map(({ words: which, left, right }) => [words[which], money(left), money(right), left === right ? words.equal : words.unequal]) },
      ...charts(report, words),
      { block: 'heading', text: words.couriers },
      courierTable(report, words, money),
      { block: 'heading', text: words.carried },
      ...carriedBlocks(report, words, money),
      { block: 'heading', text: words.trail },
      {
        block: 'table',
        columns: [{ title: words.item, weight: 4 }, { title: words.closedBy, weight: 2 }, { title: words.closedAt, weight: 2 }],
        rows: report.trail.map((step) => [step.step === 'closed' ? fill(words.stepClosed, { n: step.revision }) : fill(words.stepReopened, { reason: step.reason ?? '' }), step.by, momentText(step.at, report.timeZone)]),
      },
      {
        block: 'facts',
        columns: 1,
        rows: [
          { label: words.workbookHash, value: hashText(workbookSha256) },
          ...(printed.auditHead === null ? [] : [{ label: words.auditHead, value: `#${printed.auditHead.seq} ${hashText(printed.auditHead.hash)}` }]),
        ],
      },
      { block: 'text', text: `${words.note1}${locale === 'zh' ? '' : ' '}${words.note4}`, tone: 'secondary' },
      { block: 'signatures', parties: [words.finance, words.supervisor].map((name) => ({ name, lines: [words.signature, words.date] })) },
    ],
  }
}

function totalFacts(report: ClosingReport, words: ClosingWords, money: (cents: number) => string): { label: string; value: string }[] {
  const { result, locale, carriedIn } = report
  const figures = FIGURE_WORDS[locale]
  const carriedCents = report.carried.reduce((sum, { restCents }) => sum + restCents, 0)
  const counted = (count: number, cents: number): string => `${money(cents)} · ${fill(words.claimsN, { n: count })}`
  return [
    { label: figures.claimed, value: counted(result.claims, result.claimedCents) },
    { label: figures.thisMonth, value: money(result.creditedThisMonthCents) },
    { label: figures.earlier, value: money(result.creditedEarlierCents) },
    { label: figures.short, value: money(result.shortPaidCents) },
    { label: figures.over, value: money(result.overPaidCents) },
    { label: figures.granted, value: money(result.grantedNotCreditedCents) },
    { label: figures.awaiting, value: money(result.awaitingCents) },
    { label: words.ended, value: money(result.rejectedCents + result.withdrawnCents + result.givenUpCents) },
    { label: figures.unexplainedCents, value: money(result.unexplainedCents) },
    { label: figures.statement, value: money(result.statementCents) },
    { label: figures.charges, value: money(result.chargesCents) },
    { label: words.carriedOut, value: counted(report.carried.length, carriedCents) },
    ...(carriedIn === null ? [] : [{ label: fill(words.carriedIn, { number: carriedIn.number }), value: counted(carriedIn.claims, carriedIn.cents) }]),
    { label: words.closedBy, value: report.closedBy },
    { label: words.closedAt, value: momentText(report.closedAt, report.timeZone) },
  ]
}

type Series = ChartSpec['series'][number]

/** Charts of which every value is zero say nothing and are left out. */
function charts(report: ClosingReport, words: ClosingWords): PrintBlock[] {
  const { result } = report
  const couriers = result.perCourier.filter(({ claims, lines }) => claims > 0 || lines > 0)
  const categories = couriers.map(({ courierId }) => (courierId === null ? '' : report.courierName(courierId)))
  const series = (name: string, tone: ChartTone, of: (totals: ReconcileTotals) => number): Series => ({ name, tone, values: couriers.map(of) })
  const base = { unit: 'money', currency: result.currency } as const
  const specs: ChartSpec[] = [
    {
      ...base,
      title: words.recovered,
      kind: 'stacked',
      categories,
      series: [
        series(words.credited, 'ok', (t) => t.creditedCents - t.overPaidCents),
        series(words.short, 'soon', (t) => t.shortPaidCents),
        series(words.grantedOpen, 'accent', (t) => t.grantedNotCreditedCents),
        series(words.awaiting, 'calm', (t) => t.awaitingCents),
        series(words.ended, 'late', (t) => t.rejectedCents + t.withdrawnCents + t.givenUpCents),
      ],
    },
    {
      ...base,
      title: words.differencesBy,
      kind: 'bar',
      categories,
      series: [series(words.short, 'soon', (t) => t.shortPaidCents), series(words.over, 'ok', (t) => t.overPaidCents), series(words.unexplained, 'calm', (t) => t.unexplainedCents)],
    },
    {
      ...base,
      title: words.ageingOf,
      kind: 'stacked',
      categories: report.ageing.map((bucket) => bucketWords(bucket, words)),
      series: [
        { name: words.outstanding, tone: 'accent', values: report.ageing.map(({ outstandingCents }) => outstandingCents) },
        { name: words.short, tone: 'soon', values: report.ageing.map(({ shortPaidCents }) => shortPaidCents) },
      ],
    },
  ]
  const telling = specs.filter((spec) => spec.series.some(({ values }) => values.some((value) => value !== null && value !== 0)))
  return telling.map((chart, at): PrintBlock => ({ block: 'chart', chart, ...(at === 0 ? {} : { half: true }) }))
}

function courierTable({ result, locale, courierName }: ClosingReport, words: ClosingWords, money: (cents: number) => string): PrintBlock {
  const figures = FIGURE_WORDS[locale]
  const right = (title: string) => ({ title, align: 'right', weight: 2 }) as const
  const cells = (name: string, t: ReconcileTotals): string[] => [
    name, String(t.claims), money(t.claimedCents), money(t.creditedCents), money(t.shortPaidCents), money(t.overPaidCents), money(t.outstandingCents), money(t.unexplainedCents),
  ]
  return {
    block: 'table',
    columns: [{ title: figures.courier, weight: 3 }, { title: figures.claimsCount, align: 'right', weight: 1 }, right(figures.claimed), right(figures.credited), right(figures.short), right(figures.over), right(figures.outstanding), right(figures.unexplained)],
    rows: result.perCourier.map((t) => cells(t.courierId === null ? '' : courierName(t.courierId), t)),
    total: cells(words.total, result),
  }
}

function carriedBlocks(report: ClosingReport, words: ClosingWords, money: (cents: number) => string): PrintBlock[] {
  const { locale } = report
  if (report.carried.length === 0) return [{ block: 'text', text: words.nothingCarried, tone: 'secondary' }]
  const figures = FIGURE_WORDS[locale]
  const byId = new Map(report.result.claimFigures.map((claim) => [claim.claimId, claim]))
  const largest = [...report.carried].sort((a, b) => b.restCents - a.restCents || (a.claimNo < b.claimNo ? -1 : 1)).slice(0, CARRIED_PRINTED)
  const rows = largest.map((one) => {
    const filedOn = byId.get(one.claimId)?.filedOn ?? ''
    return [one.claimNo, one.courierId === null ? '' : report.courierName(one.courierId), byId.get(one.claimId)?.waybill ?? '', filedOn, filedOn === '' ? '' : String(daysBetween(filedOn, report.agedOn)), REST_LABELS[one.bucket][locale], money(one.restCents)]
  })
  const rest = report.carried.length - largest.length
  return [
    {
      block: 'table',
      columns: [
        { title: figures.claimNo, weight: 3 }, { title: figures.courier, weight: 2 }, { title: figures.claimWaybill, weight: 3.5 }, { title: figures.filedOn, weight: 2 },
        { title: words.days, align: 'right', weight: 1.8 }, { title: words.where, weight: 2.4 }, { title: words.rest, align: 'right', weight: 2.6 },
      ],
      rows,
      total: [words.total, '', '', '', '', '', money(report.carried.reduce((sum, { restCents }) => sum + restCents, 0))],
    },
    ...(rest === 0 ? [] : [{ block: 'text', text: fill(words.moreRows, { n: rest }), tone: 'secondary' } as const]),
  ]
}

/** The account of one courier and month as the letter states it (M7). Integer cents; positive net is payable to the courier. */
export interface LetterFigures {
  readonly freightCents: number
  readonly premiumCents: number
  readonly surchargeCents: number
  readonly otherCents: number
  /** Claims netted into the bill: credit less claw-backs. */
  readonly offsetCents: number
  readonly matchedCents: number
  readonly unexplainedCents: number
  readonly netCents: number
  readonly lines: number
  readonly shortPaidCents: number
  readonly grantedNotCreditedCents: number
  readonly awaitingCents: number
}

export interface LetterFacts {
  readonly locale: Locale
  readonly month: string
  readonly currency: string
  readonly timeZone: string
  readonly shop: string
  readonly courier: string
  readonly letterNo: string
  /** The month is not closed: figures may change. */
  readonly draft: boolean
  readonly figures: LetterFigures
}

/** The confirmation letter of a courier (对账确认函, M7): freight, claims offset, net payable, what is still open, room for both seals. */
export function buildLetter(facts: LetterFacts, printed: PrintedBy): PrintDocument {
  const { locale, figures } = facts
  const words = CLOSING_REPORT_WORDS[locale]
  const money = (cents: number): string => formatMoney(cents, facts.currency, locale)
  const charge = (label: string, cents: number): string[][] => (cents === 0 ? [] : [[label, money(cents)]])
  const net = figures.netCents >= 0 ? [words.netPayable, money(figures.netCents)] : [words.netReceivable, money(-figures.netCents)]
  const open = [
    { label: words.letterShort, value: figures.shortPaidCents },
    { label: words.letterGranted, value: figures.grantedNotCreditedCents },
    { label: words.letterAwaiting, value: figures.awaitingCents },
  ].filter(({ value }) => value !== 0)
  return {
    lang: locale,
    title: facts.draft ? `${words.letter} (${words.draft})` : words.letter,
    subtitle: `${facts.shop} — ${facts.courier} · ${facts.month}`,
    number: facts.letterNo,
    foot: footOf(printed, facts.timeZone, words),
    landscape: false,
    blocks: [
      ...(facts.draft ? [{ block: 'text', text: words.letterDraft, tone: 'warning' } as const] : []),
      { block: 'text', text: fill(words.letterTo, { courier: facts.courier }) },
      { block: 'text', text: fill(words.letterText, { month: facts.month }) },
      {
        block: 'table',
        columns: [{ title: words.item, weight: 4 }, { title: `${words.amount} (${facts.currency})`, align: 'right', weight: 2 }],
        rows: [[words.freight, money(figures.freightCents)], ...charge(words.premium, figures.premiumCents), ...charge(words.surcharge, figures.surchargeCents), ...charge(words.other, figures.otherCents), [words.offset, money(-figures.offsetCents)]],
        total: net,
      },
      {
        block: 'facts',
        columns: 3,
        rows: [
          { label: words.lineCount, value: String(figures.lines) },
          { label: words.letterMatched, value: money(figures.matchedCents) },
          ...(figures.unexplainedCents === 0 ? [] : [{ label: words.letterUnexplained, value: money(figures.unexplainedCents) }]),
        ],
      },
      ...(open.length === 0
        ? []
        : [
            { block: 'heading', text: words.letterOpen } as const,
            { block: 'text', text: words.letterOpenText, tone: 'secondary' } as const,
            { block: 'facts', columns: 2, rows: open.map(({ label, value }) => ({ label, value: money(value) })) } as const,
          ]),
      {
        block: 'signatures',
        parties: [
          { name: `${words.ourSide} ${facts.shop}`, lines: [words.handledBy, words.date] },
          { name: `${words.theirSide} ${facts.courier}`, lines: [words.handledBy, words.date] },
        ],
      },
    ],
  }
}
