import type { Appeal } from '../../contract/appeals'
import { APPEAL_STATUS_LABELS, APPEAL_TYPE_LABELS } from '../../domain/appeal/appeal'
import type { MetDemand } from '../../domain/appeal/evidence'
import { PLATFORMS, type PlatformId } from '../../domain/case/lists'
import { maskPhonesIn } from '../../domain/identity/mask'
import { formatMoney, type Locale } from '../../domain/money/money'
import type { PrintBlock, PrintDocument, PrintPicture } from '../../domain/print/document'
import type { Table } from './table'

/** What an appeal pack says (A8): a form to print, the same as plain text to paste, and a list of files with their hashes. */
export interface AppealFormFacts {
  readonly appeal: Appeal
  readonly shopName: string
  /** As it shall be read; '' without a deadline. */
  readonly deadline: string
  readonly demands: readonly MetDemand[]
  readonly evidence: readonly PackedEvidence[]
  readonly pictures: readonly PrintPicture[]
  /** Evidence that could not be read, by its name in the pack. */
  readonly missing: readonly string[]
  readonly madeBy: string
  readonly madeAt: string
  /** Phones in free words are shown (R7). */
  readonly whole: boolean
}

export interface PackedEvidence {
  readonly name: string
  readonly caption: string
  readonly sha256: string
  readonly bytes: number
}

const WORDS = {
  zh: {
    title: '申诉举证', no: '申诉编号', type: '申诉类型', platform: '平台', platformNo: '平台申诉号', order: '订单号', waybill: '运单号', buyer: '买家', case: '售后单号', claimed: '申诉金额', deadline: '举证截止',
    status: '状态', result: '结果', recovered: '追回金额', statement: '申诉陈述', demands: '举证清单', demand: '材料', have: '已备', lack: '未备', evidence: '证据', files: '文件清单与校验值', file: '文件', shows: '内容', size: '字节',
    missing: '以下证据文件在档案里读不到，未随包附上：', made: '制表', smaller: '图片最长边 1600 像素，原图见压缩包。', none: '（未填写）', apart: '、', colon: '：',
  },
  en: {
    title: 'Appeal with evidence', no: 'Appeal', type: 'Type', platform: 'Platform', platformNo: 'Platform number', order: 'Order', waybill: 'Waybill', buyer: 'Buyer', case: 'Case', claimed: 'Appealed for', deadline: 'Deadline',
    status: 'Status', result: 'Result', recovered: 'Recovered', statement: 'Statement', demands: 'Evidence asked for', demand: 'Document', have: 'Included', lack: 'Missing', evidence: 'Evidence', files: 'Files and hashes', file: 'File', shows: 'Shows', size: 'Bytes',
    missing: 'These files could not be read from the archive and are not in the pack:', made: 'Made by', smaller: 'Pictures are at most 1,600 pixels long; the originals are in the ZIP.', none: '(nothing written)', apart: ', ', colon: ': ',
  },
} as const

const said = (text: string | null, whole: boolean): string => (text === null ? '' : whole ? text : maskPhonesIn(text))

/** The facts of the form in their order; what is not known is left out. The note is ours alone and stays here. */
export function appealRows({ appeal, deadline, whole }: AppealFormFacts, lang: Locale): { label: string; value: string }[] {
  const w = WORDS[lang]
  const money = (cents: number | null): string => (cents === null ? '' : formatMoney(cents, appeal.currency, lang))
  const platform = appeal.platform !== null && Object.hasOwn(PLATFORMS, appeal.platform) ? PLATFORMS[appeal.platform as PlatformId][lang] : (appeal.platform ?? '')
  const rows: readonly (readonly [string, string])[] = [
    [w.no, appeal.appealNo],
    [w.type, APPEAL_TYPE_LABELS[appeal.type][lang]],
    [w.platform, platform],
    [w.platformNo, appeal.platformNo ?? ''],
    [w.order, appeal.orderNo ?? ''],
    [w.waybill, appeal.waybill ?? ''],
    // a nick may be a phone number
    [w.buyer, said(appeal.buyerNick, whole)],
    [w.case, appeal.caseNo ?? ''],
    [w.claimed, money(appeal.claimedCents)],
    [w.deadline, deadline],
    // whom it is sent to need not read that it is being prepared
    [w.status, appeal.status === 'draft' ? '' : APPEAL_STATUS_LABELS[appeal.status][lang]],
    [w.result, said(appeal.result, whole)],
    [w.recovered, money(appeal.recoveredCents)],
  ]
  return rows.flatMap(([label, value]) => (value === '' ? [] : [{ label, value }]))
}

/** The form as a document to print. */
export function appealDocument(facts: AppealFormFacts, lang: Locale): PrintDocument {
  const w = WORDS[lang]
  const blocks: PrintBlock[] = [
    { block: 'facts', rows: appealRows(facts, lang), columns: 2 },
    { block: 'heading', text: w.statement },
    { block: 'text', text: said(facts.appeal.statement, facts.whole) || w.none },
  ]
  if (facts.demands.length > 0) {
    blocks.push({ block: 'heading', text: w.demands }, {
      block: 'table',
      columns: [{ title: w.demand, weight: 3 }, { title: w.status }],
      rows: facts.demands.map(({ demand, met }) => [demand[lang], met ? w.have : w.lack]),
    })
  }
  if (facts.pictures.length > 0) blocks.push({ block: 'heading', text: w.evidence }, { block: 'text', text: w.smaller, tone: 'secondary' }, { block: 'pictures', pictures: facts.pictures, perRow: 2 })
  if (facts.evidence.length > 0) {
    blocks.push({ block: 'heading', text: w.files }, {
      block: 'table',
      columns: [{ title: w.file, weight: 3 }, { title: w.shows, weight: 2 }, { title: 'SHA-256', weight: 5 }],
      rows: facts.evidence.map(({ name, caption, sha256 }) => [name, caption, sha256]),
    })
  }
  if (facts.missing.length > 0) blocks.push({ block: 'text', text: `${w.missing} ${facts.missing.join(w.apart)}`, tone: 'warning' })
  return { lang, title: w.title, subtitle: facts.shopName || null, number: facts.appeal.appealNo, foot: `${w.made} ${facts.madeBy} · ${facts.madeAt}`, landscape: false, blocks }
}

/** The form as plain text, to be pasted into the platform's own form: CRLF, as Windows' editors want it. */
export function appealText(facts: AppealFormFacts, lang: Locale): string {
  const w = WORDS[lang]
  const lines = [
    `${w.title} ${facts.appeal.appealNo}`,
    ...appealRows(facts, lang).slice(1).map(({ label, value }) => `${label}${w.colon}${value}`),
    '',
    `${w.statement}${w.colon}`,
    ...(said(facts.appeal.statement, facts.whole) || w.none).split(/\r?\n/),
    '',
    `${w.evidence}${w.colon}`,
    ...facts.evidence.map(({ name, caption }) => `${name}  ${caption}`),
    ...(facts.missing.length === 0 ? [] : ['', `${w.missing} ${facts.missing.join(w.apart)}`]),
    '',
    `${w.made} ${facts.madeBy} · ${facts.madeAt}`,
  ]
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** `manifest.csv`: every other file of the pack with its hash. */
export function manifestTable(files: readonly PackedEvidence[], lang: Locale): Table {
  const w = WORDS[lang]
  return {
    name: 'manifest',
    columns: [{ header: w.file, type: 'text' }, { header: w.shows, type: 'text' }, { header: w.size, type: 'integer' }, { header: 'SHA-256', type: 'text' }],
    rows: files.map(({ name, caption, bytes, sha256 }) => [name, caption, bytes, sha256]),
  }
}
