/** Words of a case in the language shown now. Ids of a newer version are shown as they are. */
import type { CaseDetail } from '../../../contract/cases'
import { flagOf } from '../../../domain/case/flags'
import { isKindId, KINDS } from '../../../domain/case/kinds'
import { CHANNELS, CLOSE_REASONS, FREIGHT_PAYERS, idsOf, LIABLE_PARTIES, PRIORITIES, REMEDIES, type Label } from '../../../domain/case/lists'
import { EVIDENCE_SLOTS } from '../../../domain/case/slots'
import { isStatus, STATUSES } from '../../../domain/case/status'
import { formatMoney } from '../../../domain/money/money'
import { locale, pick, t, tMaybe } from '../../i18n'
import type { Option } from '../../ui/options'

type Lists = Readonly<Record<string, Label>>

/** The word of a list's id. */
export const wordIn = (list: Lists, id: string): string => (Object.hasOwn(list, id) && list[id] ? pick(list[id]) : id)

export const kindWord = (id: string): string => (isKindId(id) ? pick(KINDS[id]) : id)
export const statusWord = (id: string): string => (isStatus(id) ? pick(STATUSES[id]) : id)
export const slotWord = (id: string): string => wordIn(EVIDENCE_SLOTS, id)
export const clockWord = (name: string): string => tMaybe(`case.clocks.${name}`, name)
export const fieldWord = (field: string): string => tMaybe(`case.fields.${field}`, field)

export const money = (cents: number, currency: string): string => formatMoney(cents, currency, locale.value === 'en' ? 'en' : 'zh')

const optionsOf = (list: Lists): Option[] => idsOf(list).map((id) => ({ value: id, label: wordIn(list, id) }))
export const remedyOptions = (): Option[] => optionsOf(REMEDIES)
export const liableOptions = (): Option[] => optionsOf(LIABLE_PARTIES)
export const freightOptions = (): Option[] => optionsOf(FREIGHT_PAYERS)
export const closeReasonOptions = (): Option[] => optionsOf(CLOSE_REASONS)
export const reasonOptions = (found: CaseDetail): Option[] => found.reasons.map((reason) => ({ value: reason.id, label: pick(reason) }))

/** Words one after another, as the language parts them. */
export const listed = (words: readonly string[]): string => words.join(locale.value === 'en' ? ', ' : '、')

/** A stored value of a field as a person reads it. */
export function valueWord(field: string, value: unknown, found: CaseDetail): string {
  if (value === null || value === undefined || value === '') return t('case.timeline.empty')
  if (Array.isArray(value)) return value.length === 0 ? t('case.timeline.empty') : listed(value.map(String))
  if (typeof value === 'boolean') return t(value ? 'case.timeline.yes' : 'case.timeline.no')
  if (typeof value === 'number') {
    if (field === 'amountCents') return money(value, found.currency)
    if (field === 'flag') return ((flag) => (flag ? pick(flag) : String(value)))(flagOf(value))
    if (field === 'priority') return ((priority) => (priority ? pick(priority) : String(value)))(PRIORITIES.find((one) => one.value === value))
  }
  const text = String(value)
  switch (field) {
    case 'kind':
      return kindWord(text)
    case 'status':
      return statusWord(text)
    case 'remedy':
      return wordIn(REMEDIES, text)
    case 'liableParty':
      return wordIn(LIABLE_PARTIES, text)
    case 'freightPayer':
      return wordIn(FREIGHT_PAYERS, text)
    case 'channel':
      return wordIn(CHANNELS, text)
    case 'reason': {
      const reason = found.reasons.find((one) => one.id === text)
      return reason ? pick(reason) : wordIn(CLOSE_REASONS, text)
    }
    default:
      return text
  }
}
