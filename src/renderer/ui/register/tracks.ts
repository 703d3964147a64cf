import type { RegisterField } from '../../../domain/register/register'
import { pick } from '../../i18n'
import type { GridColumn } from '../grid'

/** How wide the columns of a described register are: by what a field holds, in pixels of the grid's tracks. */

/** Never narrower than this; a choice grows with its words. */
const LEAST: Readonly<Partial<Record<RegisterField['kind'], number>>> = { money: 104, number: 72, day: 96, moment: 144, choice: 96, flag: 64, staff: 88, shop: 112, courier: 96, account: 128 }
/** Fields that all registers understand alike: their words are as long everywhere (19 digits of an order, a nick of a dozen letters). */
const KNOWN: Readonly<Record<string, number>> = { order: 160, waybill: 144, buyer: 128, due: 168 }
const MOST = 156
const WORDS = 96
const GOODS = 152

/** Pixels of words in a cell: ideographs are squares, the rest is about half of one. */
const widthOf = (words: string): number => Math.ceil([...words].reduce((sum, char) => sum + (char > '⺀' ? 13 : 7.4), 18))

/** The track of a column: what the description says, else wide enough for the heading and for whatever a choice may say, a chip's edges counted; words share what is left. */
export function trackOf(field: RegisterField): Pick<GridColumn<never>, 'width' | 'minWidth'> {
  const known = KNOWN[field.id]
  if (field.width !== null) {
    const grows = field.grows ?? (LEAST[field.kind] === undefined ? 1 : 0)
    return { width: grows === 0 ? `${field.width}px` : `minmax(${field.width}px, ${grows}fr)`, minWidth: field.width }
  }
  if (field.id === 'due' && known !== undefined) return { width: `${known}px`, minWidth: known }
  const least = LEAST[field.kind]
  if (known !== undefined || least === undefined) {
    const wide = known ?? (field.kind === 'lines' ? GOODS : Math.min(MOST, Math.max(WORDS, widthOf(pick(field)))))
    return { width: `minmax(${wide}px, 1fr)`, minWidth: wide }
  }
  const wanted = Math.max(widthOf(pick(field)), ...field.options.map((option) => widthOf(pick(option)) + 8))
  const wide = Math.max(least, Math.min(wanted, MOST))
  return { width: `${wide}px`, minWidth: wide }
}

/** The track of the state, for the longest of its words. */
export function stateTrack(words: readonly string[]): Pick<GridColumn<never>, 'width' | 'minWidth'> {
  const wide = Math.max(96, Math.min(MOST, Math.max(...words.map((one) => widthOf(one) + 16))))
  return { width: `${wide}px`, minWidth: wide }
}
