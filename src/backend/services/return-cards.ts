import { isAbsolute } from 'node:path'
import { KINDS, isKindId } from '../../domain/case/kinds'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import type { PrintCard, PrintDocument } from '../../domain/print/document'
import { cardCode } from '../../domain/returns/card'
import { writeFileAtomically } from '../reports/atomic-file'
import { qrPicture } from '../reports/qr-picture'
import { localTimeText } from '../reports/table'
import * as masters from '../repositories/masters'
import { requireCase } from './case-core'
import type { Actor, Kernel } from './kernel'

/** After-sales cards (W6): what a buyer puts into the parcel, so that the bench knows it without a label. */

export interface CardsToPrint {
  readonly caseIds: readonly string[]
  readonly paper: 'A4' | 'A6'
  /** Absolute, ending in `.pdf`. */
  readonly path: string
  readonly locale: Locale
}

const WORDS = {
  zh: { title: '售后卡', ask: '请把这张卡放进退货包裹', order: '订单', kind: '类型', shop: '店铺', made: '打印' },
  en: { title: 'After-sales card', ask: 'Put this card into the parcel you send back', order: 'Order', kind: 'About', shop: 'Shop', made: 'Printed' },
} as const

/** The card of a case: its number as QR and in letters, the order, the shop; no name, phone or address. */
function cardOf(kernel: Kernel, caseId: string, locale: Locale): PrintCard {
  const row = requireCase(kernel.read, caseId)
  const words = WORDS[locale]
  const shop = masters.findShop(kernel.read, row.shopId)
  const code = cardCode(row.caseNo)
  const today = localTimeText(toLocal(shop?.timeZone ?? 'Asia/Shanghai', kernel.now()), 'date')
  return {
    dataUrl: qrPicture(code),
    title: row.caseNo,
    code,
    lines: [
      ...(row.orderNo === null ? [] : [`${words.order} ${row.orderNo}`]),
      `${words.kind} ${isKindId(row.kind) ? KINDS[row.kind][locale] : row.kind}`,
      `${words.shop} ${shop?.name ?? ''}`,
      `${words.made} ${today}`,
    ],
    foot: words.ask,
  }
}

/** Cards as they are printed, one per case in the order given. @throws AppError NOT_FOUND */
export function cardsDocument(kernel: Kernel, { caseIds, paper, locale }: Omit<CardsToPrint, 'path'>): PrintDocument {
  const cards = [...new Set(caseIds)].map((caseId) => cardOf(kernel, caseId, locale))
  return { lang: locale, title: WORDS[locale].title, subtitle: null, number: null, foot: '', landscape: false, paper, bare: true, blocks: [{ block: 'cards', cards, whole: paper === 'A6' }] }
}

/** Writes cards as PDF (W6). @throws AppError INVALID_INPUT, NOT_FOUND, PRINT_UNAVAILABLE, PRINT_FAILED; file errors with their system code */
export async function printCards(kernel: Kernel, actor: Actor, input: CardsToPrint): Promise<{ file: string; cards: number }> {
  if (!isAbsolute(input.path) || !/\.pdf$/i.test(input.path)) throw new AppError('INVALID_INPUT', { field: 'path', value: input.path, known: ['.pdf'] })
  const document = cardsDocument(kernel, input)
  const bytes = await kernel.printer(document)
  await writeFileAtomically(input.path, (write) => write(bytes))
  const cards = new Set(input.caseIds).size
  kernel.write(actor, { name: 'return.cards', detail: { cards, paper: input.paper } }, () => undefined)
  return { file: input.path, cards }
}
