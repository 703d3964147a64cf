import type { Label } from '../case/lists'
import { RECORD_TABLES } from './record-tables'

/**
 * How the rows of a synced table are told to people (S3): what they are, what each group of columns is called, and how each value is to be
 * read. Tables and columns by their names in SQL, as versions name them.
 */

/**
 * How a value is read: `money` in the currency of its group or row; `time` epoch ms, `day` text; ids of rows (`person`, `case`, `shop`,
 * `courier`, `claim`, `statement-line`); JSON of a shape of ours (`texts`, `goods`, `weights`, `follow-ups`, `evidence`, `legend`, `actions`, `register-data`);
 * `case-reason` of the kind's list; `secret`: only whether there is one; `register` and `register-state` by their description.
 */
export type Reading =
  | 'text'
  | 'number'
  | 'yes-no'
  | 'time'
  | 'day'
  | 'money'
  | 'person'
  | 'case'
  | 'shop'
  | 'courier'
  | 'claim'
  | 'statement-line'
  | 'texts'
  | 'demands'
  | 'goods'
  | 'weights'
  | 'follow-ups'
  | 'evidence'
  | 'legend'
  | 'actions'
  | 'register-data'
  | 'register-state'
  | 'case-reason'
  | 'case-kind'
  | 'case-kinds'
  | 'flag'
  | 'priority'
  | 'slot'
  | 'secret'
  /** An account: only its end is shown (R3). */
  | 'account'
  | { readonly list: Readonly<Record<string, Label>> }

export interface ColumnWords extends Label {
  readonly reads: Reading
}

export interface TableWords {
  readonly what: Label
  /** Groups of columns by their id. */
  readonly groups: Readonly<Record<string, Label>>
  /** Columns by their name in SQL; null: a key of ours that means nothing to people and follows from others. */
  readonly columns: Readonly<Record<string, ColumnWords | null>>
}

/** The words of a table; null for one whose edits nobody has to decide between. */
export const tableWords = (table: string): TableWords | null => (Object.hasOwn(RECORD_TABLES, table) ? (RECORD_TABLES[table] ?? null) : null)

/** Fields of a version, by the names of their columns in SQL, as a version ships them. */
export type Fields = Readonly<Record<string, string | number | null>>

export interface ShownColumn extends ColumnWords {
  readonly key: string
  readonly differs: boolean
}

/** The columns of a group as people are shown several values of it: those that differ first, both parts in the order of the table. */
export function shownColumns(table: string, values: readonly Fields[]): readonly ShownColumn[] {
  const words = tableWords(table)
  if (words === null) return []
  const [first = {}] = values
  const shown = Object.entries(words.columns).flatMap(([key, column]): ShownColumn[] => {
    if (column === null || !(key in first)) return []
    const said = first[key] ?? null
    return [{ key, zh: column.zh, en: column.en, reads: column.reads, differs: values.some((one) => (one[key] ?? null) !== said) }]
  })
  return [...shown.filter(({ differs }) => differs), ...shown.filter(({ differs }) => !differs)]
}
