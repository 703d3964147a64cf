import type { CaseRow } from '../../../../contract/cases'
import { isKindId, KINDS } from '../../../../domain/case/kinds'
import { pick, t } from '../../../i18n'

type Named = Pick<CaseRow, 'buyerNick' | 'orderNo' | 'caseNo' | 'kind'>

/** Whose case it is, in one line: "张三 · 订单 3402…8821". */
export function caseWords({ buyerNick, orderNo, caseNo }: Named): string {
  const buyer = buyerNick ?? t('float.noBuyer')
  return orderNo === null ? t('float.caseNoOrder', { buyer, no: caseNo }) : t('float.caseOf', { buyer, order: orderNo })
}

export const kindWords = ({ kind }: Named): string => (isKindId(kind) ? pick(KINDS[kind]) : kind)
