import { isAbsolute } from 'node:path'
import type { VisitSheet } from '../../contract/visits'
import { AppError } from '../../domain/errors'
import { formatMoney } from '../../domain/money/money'
import type { PrintBlock } from '../../domain/print/document'
import { stateOf, type Register } from '../../domain/register/register'
import { valueWords } from '../../domain/register/words'
import { writeFileAtomically } from '../reports/atomic-file'
import { localTimeText } from '../reports/table'
import { toLocal } from '../../domain/clock/zone'
import * as repo from '../repositories/register-entries'
import * as team from '../repositories/team'
import type { Actor, Kernel } from './kernel'
import { shopNames } from './masters'
import { shopTerms } from './reconcile-month'
import { requireEntry, requireRegister } from './register-access'
import { wordTerms } from './register-export'

const VISITS = 'visits'
const EARLIER = 10

function sheetOf(kernel: Kernel, register: Register, entry: repo.StoredEntry): VisitSheet {
  const { buyer } = entry.values
  if (typeof buyer !== 'string') return { purchases: [], earlier: [] }
  const names = shopNames(kernel)
  const purchases = team.listPurchases(kernel.read, buyer, kernel.resources.policy.visits.purchases)
  const visits = repo.listEntries(kernel.read, register, { buyer }, { sort: 'newest', after: null, limit: EARLIER + 1 })
  return {
    purchases: purchases.map(({ shopId, items, ...one }) => ({ ...one, items: items.map((item) => ({ ...item })), shopName: names.get(shopId) ?? '' })),
    earlier: visits.filter(({ id }) => id !== entry.id).slice(0, EARLIER).map(({ id, entryNo, stateAt, state, values }) => ({
      id,
      entryNo,
      at: stateAt,
      state,
      satisfied: typeof values['satisfied'] === 'number' ? values['satisfied'] : null,
      note: typeof values['note'] === 'string' ? values['note'] : null,
    })),
  }
}

/** Purchases and earlier visits of a visit's buyer (V1). @throws AppError NOT_FOUND, FORBIDDEN */
export function visitSheet(kernel: Kernel, actor: Actor, id: string): VisitSheet {
  const register = requireRegister(kernel, actor, VISITS, 'read')
  return sheetOf(kernel, register, requireEntry(kernel.read, register, id))
}

const WORDS = {
  zh: { title: 'VIP 回访问题单', facts: '买家', purchases: '购买记录', order: '订单号', when: '下单', goods: '商品', paid: '实付', refunded: '退款', questions: '问题', earlier: '以前的回访', none: '没有', at: '时间', state: '结果', score: '满意', note: '备注', room: '答：' },
  en: { title: 'VIP call sheet', facts: 'Buyer', purchases: 'Purchases', order: 'Order', when: 'Ordered', goods: 'Goods', paid: 'Paid', refunded: 'Refunded', questions: 'Questions', earlier: 'Earlier visits', none: 'None', at: 'When', state: 'Outcome', score: 'Satisfied', note: 'Note', room: 'Answer:' },
} as const

/** Prints the call sheet (V1). @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT, PRINT_UNAVAILABLE, PRINT_FAILED; file errors as at every edge */
export async function printVisit(kernel: Kernel, actor: Actor, input: { id: string; path: string; language: 'zh' | 'en' }): Promise<{ file: string; bytes: number }> {
  const { path, language } = input
  if (!isAbsolute(path) || !path.toLowerCase().endsWith('.pdf')) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.pdf'] })
  const register = requireRegister(kernel, actor, VISITS, 'read')
  const entry = requireEntry(kernel.read, register, input.id)
  const { purchases, earlier } = sheetOf(kernel, register, entry)
  const w = WORDS[language]
  const terms = { ...wordTerms(kernel, language, false), currency: entry.currency ?? shopTerms(kernel).currency }
  const { timeZone } = shopTerms(kernel)
  const day = (at: number | null): string => (at === null ? '' : localTimeText(toLocal(timeZone, at), 'date'))
  // the questions are the fields of the call sheet's section: a supervisor changes them in the register
  const from = register.fields.findIndex(({ section }) => section !== null)
  const until = register.fields.findIndex(({ section }, index) => index > from && section !== null)
  const questions = register.fields.slice(from, until < 0 ? undefined : until)
  const facts = register.fields.slice(0, from).map((field) => ({ label: field[language], value: valueWords(field, entry.values[field.id], terms) })).filter(({ value }) => value !== '')
  const blocks: PrintBlock[] = [
    { block: 'heading', text: w.facts },
    { block: 'facts', rows: facts, columns: 2 },
    { block: 'heading', text: w.purchases },
    purchases.length === 0
      ? { block: 'text', text: w.none, tone: 'secondary' }
      : {
          block: 'table',
          columns: [{ title: w.order, weight: 2 }, { title: w.when }, { title: w.goods, weight: 4 }, { title: w.paid, align: 'right' }, { title: w.refunded, align: 'right' }],
          rows: purchases.map((one) => [one.number, day(one.at), one.items.map(({ title, quantity }) => `${title} ×${quantity}`).join(language === 'zh' ? '；' : '; '), formatMoney(one.paidCents, one.currency, language), one.refundCents ? formatMoney(one.refundCents, one.currency, language) : '']),
        },
    { block: 'heading', text: w.earlier },
    earlier.length === 0
      ? { block: 'text', text: w.none, tone: 'secondary' }
      : { block: 'table', columns: [{ title: w.at }, { title: w.state }, { title: w.score, align: 'right' }, { title: w.note, weight: 4 }], rows: earlier.map((one) => [day(one.at), stateOf(register, one.state)?.[language] ?? one.state, one.satisfied?.toString() ?? '', one.note ?? '']) },
    { block: 'heading', text: w.questions },
    { block: 'table', toWriteIn: true, columns: [{ title: w.questions, weight: 3 }, { title: w.room, weight: 5 }], rows: questions.map((field, index) => [`${index + 1}. ${field[language]}`, valueWords(field, entry.values[field.id], terms)]) },
  ]
  const bytes = await kernel.printer({
    lang: language,
    title: w.title,
    subtitle: typeof entry.values['buyer'] === 'string' ? entry.values['buyer'] : null,
    number: entry.entryNo,
    foot: `${actor.name} · ${localTimeText(toLocal(timeZone, kernel.now()), 'datetime')}`,
    landscape: false,
    blocks,
  })
  await writeFileAtomically(path, (write) => write(bytes))
  kernel.write(actor, { name: 'visit.print', subject: entry.id, detail: { bytes: bytes.length } }, () => undefined)
  return { file: path, bytes: bytes.length }
}
