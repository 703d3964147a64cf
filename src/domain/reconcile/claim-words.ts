import { formatMoney } from '../money/money'
import type { ClaimFigures } from './types'
import type { Words } from './words'

/** Why a claim stands where it does in the month's figures (M3), in both languages. */
export function claimWords(figures: ClaimFigures, currency: string): Words {
  const zh = (cents: number): string => formatMoney(cents, currency, 'zh')
  const en = (cents: number): string => formatMoney(cents, currency, 'en')
  const { creditedCents: credited, claimedCents: claimed } = figures
  switch (figures.bucket) {
    case 'none':
      return figures.overPaidCents > 0
        ? { zh: `申报 ${zh(claimed)}，到账 ${zh(credited)}，多赔 ${zh(figures.overPaidCents)}`, en: `claimed ${en(claimed)}, credited ${en(credited)}, over-paid by ${en(figures.overPaidCents)}` }
        : { zh: `${zh(claimed)} 已全部到账`, en: `${en(claimed)} credited in full` }
    case 'short-paid':
      return credited > 0
        ? { zh: `申报 ${zh(claimed)}，到账 ${zh(credited)}，短赔 ${zh(figures.shortPaidCents)}`, en: `claimed ${en(claimed)}, credited ${en(credited)}, short by ${en(figures.shortPaidCents)}` }
        : { zh: `到账的钱已全部扣回，短赔 ${zh(figures.shortPaidCents)}`, en: `all credit was taken back, short by ${en(figures.shortPaidCents)}` }
    case 'granted':
      return figures.rejectedCents > 0
        ? {
            zh: `快递认赔 ${zh(figures.grantedNotCreditedCents)} 但还没到账，其余 ${zh(figures.rejectedCents)} 不认`,
            en: `the courier granted ${en(figures.grantedNotCreditedCents)}, not credited yet, and refused ${en(figures.rejectedCents)}`,
          }
        : { zh: `快递认赔 ${zh(figures.grantedNotCreditedCents)}，账单上还没有这笔到账`, en: `the courier granted ${en(figures.grantedNotCreditedCents)}, no statement line credits it yet` }
    case 'awaiting':
      return { zh: `${zh(figures.awaitingCents)} 已提交，快递还没答复，账单上也没有到账`, en: `${en(figures.awaitingCents)} filed, no answer and no credit on a statement yet` }
    case 'rejected':
      return { zh: `快递拒赔 ${zh(figures.rejectedCents)}`, en: `the courier rejected ${en(figures.rejectedCents)}` }
    case 'withdrawn':
      return { zh: `已撤回，未到账 ${zh(figures.withdrawnCents)}`, en: `withdrawn, ${en(figures.withdrawnCents)} not credited` }
    case 'given-up':
      return { zh: `已放弃追偿，未到账 ${zh(figures.givenUpCents)}`, en: `given up, ${en(figures.givenUpCents)} not credited` }
  }
}
