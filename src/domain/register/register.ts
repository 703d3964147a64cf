import type { Label } from '../case/lists'
import type { Right } from '../identity/roles'

/**
 * A register described by data (spec section 8): its fields, states, steps, views and rights. The description is a YAML file under
 * resources/registers; one engine lists, pages, filters, edits, moves and exports the entries of all of them.
 */
export const FIELD_KINDS = ['text', 'long', 'choice', 'choices', 'flag', 'number', 'money', 'day', 'moment', 'staff', 'shop', 'courier', 'lines', 'account'] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

/** Fields that every register understands alike and that lists are narrowed by: each has its own column. Their kind is given. */
export const CORE_FIELDS = {
  shop: 'shop',
  order: 'text',
  waybill: 'text',
  buyer: 'text',
  sku: 'text',
  amount: 'money',
  day: 'day',
  due: 'moment',
  assignee: 'staff',
} as const satisfies Record<string, FieldKind>
export type CoreField = keyof typeof CORE_FIELDS

export const isCoreField = (id: string): id is CoreField => Object.hasOwn(CORE_FIELDS, id)

export const TONES = ['calm', 'soon', 'late', 'ok'] as const
export type Tone = (typeof TONES)[number]

export interface RegisterOption extends Label {
  readonly id: string
  readonly tone: Tone | null
}

export interface RegisterField extends Label {
  readonly id: string
  readonly kind: FieldKind
  readonly required: boolean
  /** Of `choice` and `choices`. */
  readonly options: readonly RegisterOption[]
  /** Shown behind a number. */
  readonly unit: Label | null
  /** Of `number` and `money` (cents). */
  readonly min: number | null
  readonly max: number | null
  /** A column of the list; `compact`: also beside the details and in the one-column layout. */
  readonly list: boolean
  readonly compact: boolean
  /** The list can be narrowed by it: choice, flag, staff, shop and courier. */
  readonly filter: boolean
  /** May still be corrected after its state locked the entry. */
  readonly always: boolean
  /** A heading that the fields from here on stand under, in forms and details; null: under the one before. */
  readonly section: Label | null
  /** Of a number: the sum of these number fields, worked out on every write and never typed. Empty: typed. */
  readonly sumOf: readonly string[]
  /** Worked out by the rules of a register with a table of its own when it is read: nobody types it. */
  readonly worked: boolean
  /** Of a number: its sum over the list stands at the foot. Money in the list always does. */
  readonly total: boolean
  /** A row of the details; false: shown there by the register's own parts, or nowhere. */
  readonly detail: boolean
  /** Pixels of its column, and its share of the width that is left over; null: by its kind. */
  readonly width: number | null
  readonly grows: number | null
  readonly hint: Label | null
}

export interface RegisterState extends Label {
  readonly id: string
  readonly tone: Tone
  /** Nothing is expected of anybody any more. */
  readonly final: boolean
  /** Its values stand: only fields marked `always` may be corrected. */
  readonly locked: boolean
  /** A correction of the values brings the entry back here (S3: a verified state is voided by an edit). */
  readonly editedTo: string | null
}

/** What a step writes by itself: who takes it, or when. */
export const STAMPS = ['me', 'now'] as const
export type Stamp = (typeof STAMPS)[number]

export interface RegisterMove extends Label {
  readonly id: string
  readonly from: readonly string[]
  readonly to: string
  readonly right: Right
  /** Fields that the step asks for; those that are required by it stand in `demands`. */
  readonly asks: readonly string[]
  readonly demands: readonly string[]
  /** A reason must be given. */
  readonly reason: boolean
  /** Nobody takes it on their own entry, unless they are alone in the shop (W2). */
  readonly otherHands: boolean
  /** Many entries at once. */
  readonly bulk: boolean
  /** A key of the window, live while an entry is chosen; null for none. */
  readonly key: string | null
  /** Fields that it fills by itself with whoever takes it or with the time; nobody types them. */
  readonly stamps?: Readonly<Record<string, Stamp>> | undefined
}

export const REGISTER_SORTS = ['newest', 'oldest', 'due'] as const
export type RegisterSort = (typeof REGISTER_SORTS)[number]

export interface RegisterView extends Label {
  readonly id: string
  /** Null: every state. */
  readonly states: readonly string[] | null
  /** Only what is assigned to the person who looks. */
  readonly mine: boolean
  /** Only what is due within so many days; 0: what is overdue. Null: any. */
  readonly dueWithinDays: number | null
  /** Fields with the value that they must have; none: any. */
  readonly where: Readonly<Record<string, string | boolean>>
  /** Null: as the register. */
  readonly sort: RegisterSort | null
  /** What belongs to it is told by a rule of the register's own, among what the rest of it lets through. */
  readonly ruled: boolean
}

/** What stands in lists and files besides fields: number, state, when and by whom it was registered, case, reason of the state. */
export const OWN_COLUMNS = ['no', 'state', 'created', 'by', 'case', 'because'] as const
export type OwnColumn = (typeof OWN_COLUMNS)[number]

/** Words that must not be written into an entry (health data, benefits for reviews), with what to do instead. */
export interface RegisterRefusal extends Label {
  readonly words: readonly string[]
}

export interface Register extends Label {
  readonly id: string
  /** The rows of the specification that it serves. */
  readonly rows: readonly string[]
  /** What stands before an entry's number; null: who owns its table numbers it. */
  readonly prefix: string | null
  /** The pane that shows it; null: the registers pane. */
  readonly pane: string | null
  /** One sentence for an empty list. */
  readonly hint: Label
  /** Which part of the registers pane it is shown under. */
  readonly group: string
  readonly rights: { readonly read: Right; readonly write: Right }
  readonly sort: RegisterSort
  /** The list can be narrowed to a month of registration. */
  readonly months: boolean
  /** A field whose values have sums of their own at the foot; null: one sum for all. */
  readonly sumBy: string | null
  /** What the list and the file hold, in order; null: number, state, the fields, and the rest. */
  readonly columns: readonly string[] | null
  /** As `columns`, beside the details and in the one-column layout; null: number, state and the fields marked `compact`. */
  readonly narrow: readonly string[] | null
  readonly exports: readonly string[] | null
  /** May be begun from a case, with its facts. */
  readonly fromCase: boolean
  /** What the button says that fills it from orders, buyers or cases; null where nothing feeds it. */
  readonly feed: Label | null
  readonly fields: readonly RegisterField[]
  readonly refuses: readonly RegisterRefusal[]
  /** The first is where an entry begins. */
  readonly states: readonly [RegisterState, ...RegisterState[]]
  readonly moves: readonly RegisterMove[]
  readonly views: readonly RegisterView[]
}

export interface GoodsLine {
  readonly title: string
  readonly sku?: string | null | undefined
  readonly quantity: number
}

/** Text, choices, money in integer cents, days as `YYYY-MM-DD`, moments as epoch ms, ids of staff, shops and couriers, lines of goods. */
export type RegisterValue = string | number | boolean | readonly string[] | readonly GoodsLine[] | null
export type RegisterValues = Readonly<Record<string, RegisterValue>>

export const fieldOf = (register: Register, id: string): RegisterField | undefined => register.fields.find((field) => field.id === id)
export const stateOf = (register: Register, id: string): RegisterState | undefined => register.states.find((state) => state.id === id)
export const moveOf = (register: Register, id: string): RegisterMove | undefined => register.moves.find((move) => move.id === id)
export const viewOf = (register: Register, id: string): RegisterView | undefined => register.views.find((view) => view.id === id)
/** Steps that lead out of a state, in the order of the description. */
export const movesFrom = (register: Register, state: string): readonly RegisterMove[] => register.moves.filter((move) => move.from.includes(state))
/** Fields that steps fill by themselves: no form asks for them, no correction touches them. */
export const stampedFields = (register: Register): ReadonlySet<string> => new Set(register.moves.flatMap(({ stamps }) => Object.keys(stamps ?? {})))
/** What the list shows, in order: fields marked `list`, and what stands beside them. */
export const listColumns = (register: Register): readonly string[] => register.columns ?? ['no', 'state', ...register.fields.filter(({ list }) => list).map(({ id }) => id), 'created', 'case']
export const narrowColumns = (register: Register): readonly string[] => register.narrow ?? ['no', 'state', ...register.fields.filter(({ compact }) => compact).map(({ id }) => id)]
/** What the file holds, in order. */
export const exportColumns = (register: Register): readonly string[] => register.exports ?? ['no', 'state', ...register.fields.map(({ id }) => id), 'case', 'by', 'created', 'because']
/** Fields whose sums stand at the foot. */
export const summedFields = (register: Register): readonly RegisterField[] => register.fields.filter(({ kind, list, total }) => (kind === 'money' && list) || total)
/** States in which something is still expected. */
export const openStates = (register: Register): readonly string[] => register.states.filter(({ final }) => !final).map(({ id }) => id)
