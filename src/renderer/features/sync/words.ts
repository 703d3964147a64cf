import type { RecordName, ShownValue, SyncConflict } from '../../../contract/sync-conflicts'
import { formatMoney } from '../../../domain/money/money'
import { STORE_FAULTS, type StoreFault } from '../../../domain/sync/store-fault'
import { locale, pick, t } from '../../i18n'
import type { UserError } from '../../rpc'
import { runCommand } from '../../ui/commands'
import { formatDate, formatTime } from '../../ui/format'

/** Names one after another, as the language parts them. */
export const listed = (names: readonly string[]): string => names.join(locale.value === 'en' ? ', ' : '、')

/** Mended in the form of the store, which is one click away. */
const REFILLED: ReadonlySet<StoreFault> = new Set<StoreFault>(['credentials', 'certificate'])
/**
 * What to do about a store's own fault (S7): the words of its code alone send people to the status. `before`: sharing is only being set up, so
 * there is no status yet and nothing that waits.
 */
export function withRemedy(error: UserError, before = false): UserError {
  if (error.code !== 'STORE_FAILED') return error
  const named = STORE_FAULTS.find((one) => one === error.detail['fault'])
  const words = named === undefined ? {} : { what: t('sync.storeSays', { what: t(`sync.faults.${named}.what`) }), todo: !before && REFILLED.has(named) ? t('sync.status.refill') : t(`sync.faults.${named}.todo`) }
  return { ...error, ...words, ...(before ? { safe: t('sync.setup.untouched') } : {}) }
}

/** A value of a record in the language shown now. */
export function valueWords(value: ShownValue): string {
  switch (value.as) {
    case 'none':
      return t('sync.conflicts.empty')
    case 'text':
      return value.text
    case 'number':
      return String(value.number)
    case 'yes-no':
      return t(value.yes ? 'sync.conflicts.yes' : 'sync.conflicts.no')
    case 'money':
      return formatMoney(value.cents, value.currency, locale.value === 'en' ? 'en' : 'zh')
    case 'time':
      return `${formatDate(value.at, value.zone)} ${formatTime(value.at, value.zone)}`
    case 'named':
      return pick(value.label)
    case 'list':
      return value.items.join(locale.value === 'en' ? '; ' : '；')
    default:
      return value satisfies never
  }
}

/** "Case A-1121-7F3", with the case that a record of another kind belongs to. */
export function recordWords({ what, name, caseNo }: RecordName): string {
  return [pick(what), name, caseNo === null ? null : `(${caseNo})`].filter((part) => part !== null && part !== '').join(' ')
}

/** Who wrote a side, at which PC. */
export function sideWords(side: Pick<SyncConflict['sides'][number], 'person' | 'device' | 'ownDevice'>): string {
  const device = side.ownDevice ? t('sync.conflicts.ownDevice') : (side.device ?? t('sync.conflicts.unknownDevice'))
  return t('sync.conflicts.by', { person: side.person ?? t('sync.conflicts.unknownPerson'), device })
}

/** Shows a record where it is at home. */
export async function openRecord({ target }: RecordName): Promise<void> {
  if (target === null) return
  const { as, id, within } = target
  switch (as) {
    case 'case':
      await runCommand('case.open', { caseId: id })
      return
    case 'claim':
      await runCommand('claim.show', { claimId: id })
      return
    case 'wrongShipment':
      await runCommand('wrongShipment.show', { entryId: id })
      return
    case 'appeal':
      await runCommand('appeal.show', { appealId: id })
      return
    case 'register':
      await runCommand('registers.show', { register: within ?? '', entryId: id })
      return
    case 'template':
      await runCommand('library.open', { id })
      return
    case 'month':
      await runCommand('reconcile.show', { month: id })
      return
    default:
      as satisfies never
  }
}
