import { isKindId, kindDef } from '../../../domain/case/kinds'
import { isStatus, STATUSES } from '../../../domain/case/status'
import type { ReturnCandidate } from '../../../contract/returns'
import { pick, t } from '../../i18n'

export const kindWord = (kind: string | null): string => (kind !== null && isKindId(kind) ? pick(kindDef(kind)) : (kind ?? ''))
export const statusWord = (status: string | null): string => (status !== null && isStatus(status) ? pick(STATUSES[status]) : (status ?? ''))
/** `A-7F3K-00042 · Return and refund`, or that there is only an order. */
export const targetWords = ({ caseNo, caseKind }: ReturnCandidate): string => (caseNo === null ? t('warehouse.orderOnly') : `${caseNo} · ${kindWord(caseKind)}`)
export const goodsWords = ({ items }: ReturnCandidate): string => items.map(({ title, quantity }) => `${title} ×${quantity}`).join('；')
