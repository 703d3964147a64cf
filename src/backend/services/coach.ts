import { blocking, lint, wordsOfCase, wordsOfShop } from '../../domain/coach/lint'
import type { CoachPolicy } from '../../domain/coach/policy'
import type { ReplyPolicy } from '../../domain/reply/limits'
import { AppError } from '../../domain/errors'
import type { CaseDbRow } from '../repositories/cases'
import * as masters from '../repositories/masters'
import type { Kernel } from './kernel'

/** What the page checks a reply by (P8, T1): the policies in force, and the words of each shop's return address by shop id. */
export function coachPolicy(kernel: Kernel): { policy: CoachPolicy; replies: ReplyPolicy; returnWords: Record<string, string[]> } {
  return { policy: kernel.resources.policy.coach, replies: kernel.resources.policy.replies, returnWords: Object.fromEntries(masters.listShops(kernel.read).map((shop) => [shop.id, wordsOfShop(shop)])) }
}

/**
 * The wall behind the page: no reply that leads away from the platform (T6) or offers a benefit for a review (E1) is logged.
 * @throws AppError REPLY_BLOCKED with the rule and the words found
 */
export function requireCleanReply(kernel: Kernel, row: CaseDbRow, text: string): void {
  const shop = masters.findShop(kernel.read, row.shopId)
  const known = [...wordsOfCase({ caseNo: row.caseNo, orderNo: row.orderNo, waybills: row.waybills }), ...(shop === undefined ? [] : wordsOfShop(shop))]
  const found = blocking(lint(text, kernel.resources.policy.coach, { platform: row.platform, known, calm: false, ours: false }))
  if (found !== undefined) throw new AppError('REPLY_BLOCKED', { rule: found.rule, words: text.slice(found.from, found.to), from: found.from, to: found.to })
}
