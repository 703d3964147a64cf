import { COUNTERPARTIES } from '../../domain/claim/counterparty'
import { ALIAS_KINDS, type KindedAlias } from '../../domain/claim/aliases'
import type { DemandState } from '../../domain/claim/completeness'
import { CLAIM_BASES, PAYMENT_ROUTES } from '../../domain/claim/payment'
import { CLAIM_REASON_LABELS, CLAIM_STATUS_LABELS } from '../../domain/claim/status'
import { CLAIM_DEMAND_LABELS } from '../../domain/courier/policy'
import { maskPhonesIn } from '../../domain/identity/mask'
import { formatMoney, type Locale } from '../../domain/money/money'
import type { PrintBlock, PrintDocument, PrintPicture } from '../../domain/print/document'
import type { Claim } from '../../contract/registers'
import type { Table } from './table'

/** What a claim pack says (L3): one form, as a document to print and as a spreadsheet. Free words have their phones masked (R7). */
export interface ClaimFormFacts {
  readonly claim: Claim
  /** In the language of the form. */
  readonly partyName: string
  readonly shopName: string
  readonly aliases: readonly KindedAlias[]
  readonly demands: readonly DemandState[]
  readonly products: readonly { readonly title: string; readonly sku: string | null; readonly quantity: number; readonly unitGrams: number | null }[]
  /** Goods and packaging by the product list; null when a weight is missing. */
  readonly weightGrams: number | null
  /** What was weighed of the parcel, and what that says (W4). */
  readonly weighings: readonly { readonly label: string; readonly value: string }[]
  readonly evidence: readonly { readonly name: string; readonly caption: string; readonly sha256: string; readonly bytes: number }[]
  readonly pictures: readonly PrintPicture[]
  /** Evidence that could not be read, by its name in the pack. */
  readonly missing: readonly string[]
  readonly madeBy: string
  /** As it shall be read. */
  readonly madeAt: string
}

const WORDS = {
  zh: {
    title: '理赔申请单', no: '理赔编号', party: '索赔对象', branch: '网点', account: '月结卡号', waybill: '运单号', aliases: '关联单号', order: '订单号', case: '售后单号', reason: '理赔原因',
    filed: '提交日期', workOrder: '工单号', status: '状态', goods: '货值', freight: '运费', other: '其他', amount: '索赔金额', basis: '货值依据', declared: '声明价值', route: '赔付方式', note: '说明',
    products: '商品', product: '名称', sku: '货号', quantity: '数量', unitWeight: '单件重量(g)', weight: '商品资料重量', demands: '材料', demand: '材料', have: '已备', lack: '未备', evidence: '证据',
    evidenceFile: '文件', shows: '内容', size: '字节', missing: '以下证据文件在档案里读不到，未随包附上：', made: '制表', form: '理赔单', field: '项目', value: '内容', smaller: '图片最长边 1600 像素，原图见压缩包。',
  },
  en: {
    title: 'Claim form', no: 'Claim', party: 'Claimed from', branch: 'Branch', account: 'Monthly account', waybill: 'Waybill', aliases: 'Other waybills', order: 'Order', case: 'Case', reason: 'Reason',
    filed: 'Filed on', workOrder: 'Work order', status: 'Status', goods: 'Goods', freight: 'Freight', other: 'Other', amount: 'Claimed', basis: 'Goods valued at', declared: 'Declared value', route: 'To be paid by', note: 'Note',
    products: 'Goods', product: 'Name', sku: 'SKU', quantity: 'Quantity', unitWeight: 'Unit weight (g)', weight: 'Weight by the product list', demands: 'Documents', demand: 'Document', have: 'Included', lack: 'Missing', evidence: 'Evidence',
    evidenceFile: 'File', shows: 'Shows', size: 'Bytes', missing: 'These files could not be read from the archive and are not in the pack:', made: 'Made by', form: 'Claim form', field: 'Field', value: 'Value', smaller: 'Pictures are at most 1,600 pixels long; the originals are in the ZIP.',
  },
} as const

const words = (text: string | null): string => (text === null ? '' : maskPhonesIn(text))
const label = (labels: Readonly<Record<string, { readonly zh: string; readonly en: string }>>, id: string | null, lang: Locale): string => (id === null ? '' : (labels[id]?.[lang] ?? id))

/** The facts of the form in their order; what is not known is left out. */
export function formRows({ claim, partyName, aliases, weightGrams, weighings }: ClaimFormFacts, lang: Locale): { label: string; value: string }[] {
  const w = WORDS[lang]
  const money = (cents: number): string => formatMoney(cents, claim.currency, lang)
  const rows: readonly (readonly [string, string])[] = [
    [w.no, claim.claimNo],
    [w.party, claim.counterparty === 'courier' ? partyName : `${label(COUNTERPARTIES, claim.counterparty, lang)} ${partyName}`],
    [w.branch, claim.branch ?? ''],
    [w.account, claim.monthlyAccount ?? ''],
    [w.waybill, claim.waybill],
    [w.aliases, aliases.map(({ waybill, kind }) => `${waybill} (${ALIAS_KINDS[kind][lang]})`).join(lang === 'zh' ? '、' : ', ')],
    [w.order, claim.orderNo ?? ''],
    [w.case, claim.caseNo ?? ''],
    [w.reason, label(CLAIM_REASON_LABELS, claim.reason, lang)],
    [w.filed, claim.filedOn ?? label(CLAIM_STATUS_LABELS, claim.status, lang)],
    [w.workOrder, claim.workOrderNo ?? ''],
    [w.goods, money(claim.goodsCents)],
    [w.freight, money(claim.freightCents)],
    [w.other, claim.otherCents === 0 ? '' : money(claim.otherCents)],
    [w.amount, money(claim.amountCents)],
    [w.basis, label(CLAIM_BASES, claim.basis, lang)],
    [w.declared, claim.declaredCents === null ? '' : money(claim.declaredCents)],
    [w.route, label(PAYMENT_ROUTES, claim.paymentRoute, lang)],
    [w.weight, weightGrams === null ? '' : `${weightGrams} g`],
    ...weighings.map((row) => [row.label, row.value] as const),
    [w.note, words(claim.note)],
  ]
  return rows.flatMap(([name, value]) => (value === '' ? [] : [{ label: name, value }]))
}

/** The form as a document to print. */
export function claimDocument(facts: ClaimFormFacts, lang: Locale): PrintDocument {
  const w = WORDS[lang]
  const blocks: PrintBlock[] = [{ block: 'facts', rows: formRows(facts, lang), columns: 2 }]
  if (facts.products.length > 0) {
    blocks.push({ block: 'heading', text: w.products }, {
      block: 'table',
      columns: [{ title: w.product, weight: 4 }, { title: w.sku, weight: 2 }, { title: w.quantity, align: 'right' }, { title: w.unitWeight, align: 'right' }],
      rows: facts.products.map(({ title, sku, quantity, unitGrams }) => [title, sku ?? '', String(quantity), unitGrams === null ? '' : String(unitGrams)]),
    })
  }
  if (facts.demands.length > 0) {
    blocks.push({ block: 'heading', text: w.demands }, {
      block: 'table',
      columns: [{ title: w.demand, weight: 3 }, { title: w.status }],
      rows: facts.demands.map(({ demand, met }) => [CLAIM_DEMAND_LABELS[demand][lang], met === true ? w.have : w.lack]),
    })
  }
  if (facts.pictures.length > 0) blocks.push({ block: 'heading', text: w.evidence }, { block: 'text', text: w.smaller, tone: 'secondary' }, { block: 'pictures', pictures: facts.pictures, perRow: 2 })
  if (facts.evidence.length > 0) {
    blocks.push({
      block: 'table',
      columns: [{ title: w.evidenceFile, weight: 3 }, { title: w.shows, weight: 2 }, { title: 'SHA-256', weight: 5 }],
      rows: facts.evidence.map(({ name, caption, sha256 }) => [name, caption, sha256]),
    })
  }
  if (facts.missing.length > 0) blocks.push({ block: 'text', text: `${w.missing} ${facts.missing.join(lang === 'zh' ? '、' : ', ')}`, tone: 'warning' })
  return {
    lang, title: w.title, subtitle: [facts.shopName, facts.partyName].filter(Boolean).join(' → '), number: facts.claim.claimNo,
    foot: `${w.made} ${facts.madeBy} · ${facts.madeAt}`, landscape: false, blocks,
  }
}

/** The form as a spreadsheet: fields, goods, evidence with its hashes. */
export function claimTables(facts: ClaimFormFacts, lang: Locale): Table[] {
  const w = WORDS[lang]
  return [
    { name: w.form, columns: [{ header: w.field, type: 'text', width: 18 }, { header: w.value, type: 'text', width: 40 }], rows: formRows(facts, lang).map((row) => [row.label, row.value]) },
    {
      name: w.products,
      columns: [{ header: w.product, type: 'text', width: 40 }, { header: w.sku, type: 'text' }, { header: w.quantity, type: 'integer' }, { header: w.unitWeight, type: 'integer' }],
      rows: facts.products.map(({ title, sku, quantity, unitGrams }) => [title, sku, quantity, unitGrams]),
    },
    {
      name: w.evidence,
      columns: [{ header: w.evidenceFile, type: 'text', width: 36 }, { header: w.shows, type: 'text', width: 24 }, { header: 'SHA-256', type: 'text', width: 66 }, { header: w.size, type: 'integer' }],
      rows: facts.evidence.map(({ name, caption, sha256, bytes }) => [name, caption, sha256, bytes]),
    },
  ]
}
