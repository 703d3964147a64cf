import { z } from 'zod'
import { RIGHTS } from '../domain/identity/roles'
import { registerProblems } from '../domain/register/problems'
import { CORE_FIELDS, FIELD_KINDS, isCoreField, REGISTER_SORTS, STAMPS, TONES, type Register, type RegisterField } from '../domain/register/register'
import { fileIdSchema, words } from './resources'

/**
 * A register as a YAML file under resources/registers (spec section 8). Strict: a misspelt key is a mistake. Short forms: a core field
 * (order, waybill, buyer …) names no kind; `required`, `list`, `filter` default to false.
 */
const label = { zh: words, en: words }
const right = z.enum(RIGHTS)
/** Ids of fields stand in JSON paths and in file columns. */
const fieldId = z.string().regex(/^[a-z][A-Za-z0-9]{0,40}$/, 'a field id is letters and digits, beginning with a small letter')

const fieldSchema = z
  .strictObject({
    id: fieldId,
    ...label,
    kind: z.enum(FIELD_KINDS).optional(),
    required: z.boolean().default(false),
    options: z.array(z.strictObject({ id: fileIdSchema, ...label, tone: z.enum(TONES).nullable().default(null) })).default([]),
    unit: z.strictObject(label).nullable().default(null),
    min: z.number().nullable().default(null),
    max: z.number().nullable().default(null),
    list: z.boolean().default(false),
    compact: z.boolean().default(false),
    filter: z.boolean().default(false),
    always: z.boolean().default(false),
    section: z.strictObject(label).nullable().default(null),
    sumOf: z.array(fieldId).default([]),
    worked: z.boolean().default(false),
    total: z.boolean().default(false),
    detail: z.boolean().default(true),
    width: z.number().int().min(40).max(600).nullable().default(null),
    grows: z.number().int().min(0).max(9).nullable().default(null),
    hint: z.strictObject(label).nullable().default(null),
  })
  .transform(({ kind, ...field }, context): RegisterField => {
    const known = kind ?? (isCoreField(field.id) ? CORE_FIELDS[field.id] : undefined)
    if (known !== undefined) return { ...field, kind: known }
    context.addIssue({ code: 'custom', path: ['kind'], message: `which kind of field? one of ${FIELD_KINDS.join(', ')}` })
    return z.NEVER
  })

const stateSchema = z.strictObject({
  id: fileIdSchema,
  ...label,
  tone: z.enum(TONES).default('calm'),
  final: z.boolean().default(false),
  locked: z.boolean().default(false),
  editedTo: fileIdSchema.nullable().default(null),
})

const moveSchema = z.strictObject({
  id: fileIdSchema,
  ...label,
  from: z.array(fileIdSchema).min(1),
  to: fileIdSchema,
  right,
  asks: z.array(fieldId).default([]),
  demands: z.array(fieldId).default([]),
  reason: z.boolean().default(false),
  otherHands: z.boolean().default(false),
  bulk: z.boolean().default(false),
  key: z.string().max(12).nullable().default(null),
  stamps: z.record(fieldId, z.enum(STAMPS)).default({}),
})

const viewSchema = z.strictObject({
  id: fileIdSchema,
  ...label,
  states: z.array(fileIdSchema).nullable().default(null),
  mine: z.boolean().default(false),
  dueWithinDays: z.number().int().min(0).max(365).nullable().default(null),
  where: z.record(fieldId, z.union([words, z.boolean()])).default({}),
  sort: z.enum(REGISTER_SORTS).nullable().default(null),
  ruled: z.boolean().default(false),
})
const columnsSchema = z.array(fieldId).min(1).nullable().default(null)

export const registerFileSchema = z
  .strictObject({
    version: z.literal(1),
    id: fileIdSchema,
    ...label,
    rows: z.array(z.string().regex(/^[A-Z]\d{1,2}$/)).default([]),
    prefix: z.string().regex(/^[A-Z]{2}$/, 'two capital letters').nullable().default(null),
    pane: fileIdSchema.nullable().default(null),
    hint: z.strictObject(label),
    group: fileIdSchema,
    rights: z.strictObject({ read: right, write: right }),
    sort: z.enum(REGISTER_SORTS).default('newest'),
    months: z.boolean().default(false),
    sumBy: fieldId.nullable().default(null),
    columns: columnsSchema,
    narrow: columnsSchema,
    exports: columnsSchema,
    fromCase: z.boolean().default(false),
    feed: z.strictObject(label).nullable().default(null),
    fields: z.array(fieldSchema).min(1),
    refuses: z.array(z.strictObject({ ...label, words: z.array(words).min(1) })).default([]),
    states: z.tuple([stateSchema], stateSchema),
    moves: z.array(moveSchema).default([]),
    views: z.array(viewSchema).min(1),
  })
  .transform(({ version: _version, ...register }, context): Register => {
    for (const { path, reason } of registerProblems(register)) context.addIssue({ code: 'custom', path: [...path], message: reason })
    return register
  })
