import { z } from 'zod'
import type { ImportMapping } from '../domain/import/mapping'
import { IMPORT_KINDS, isRecordKind } from '../domain/import/kinds'
import { fieldsOfKind, neededFields } from '../domain/import/record-kinds'

const words = z.array(z.string().min(1)).min(1)
const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })
const orderStatus = z.enum(['unpaid', 'paid', 'shipped', 'completed', 'closed', 'refunding', 'refunded', 'unknown'])
const lineClass = z.enum(['claim-credit', 'claw-back', 'freight', 'premium', 'surcharge', 'other'])
const sign = z.enum(['credit', 'charge', 'by-class', 'auto'])

const shape = z.lazy(() => z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{3,60}$/),
  kind: z.enum(IMPORT_KINDS),
  names: bilingual,
  source: z.string().regex(/^[a-z0-9-]{2,40}$/),
  certainty: z.enum(['known', 'partly', 'proposed']),
  note: bilingual.optional(),
  requires: z.array(words).min(1),
  forbids: words.optional(),
  columns: z.record(z.string(), words),
  joins: z.record(z.string(), words).optional(),
  extra: z.record(z.string(), words).optional(),
  quoting: z.enum(['standard', 'none']).optional(),
  zone: z.string().optional(),
  dateOrder: z.enum(['ymd', 'mdy', 'dmy']).optional(),
  decimal: z.enum(['auto', 'dot', 'comma']).optional(),
  currency: z.string().regex(/^[A-Z]{3}$/).optional(),
  statusWords: z.array(z.strictObject({ text: z.string().min(1), status: orderStatus })).optional(),
  words: z.record(z.string(), z.record(z.string().min(1), z.string().min(1))).optional(),
  nothing: words.optional(),
  headerless: z
    .strictObject({ headers: words.min(8), checks: z.array(z.strictObject({ header: z.string().min(1), shape: z.enum(['id', 'money', 'date', 'code']) })).min(3) })
    .optional(),
  orders: z.strictObject({ rows: z.enum(['one-per-order', 'lines']), totals: z.enum(['first', 'sum']) }).optional(),
  statement: z
    .strictObject({
      sign,
      nature: z.enum(['claim-list', 'freight-bill', 'auto']),
      amounts: z.array(
        z.strictObject({
          headers: words,
          sign: sign.exclude(['auto']).optional(),
          lineClass: lineClass.optional(),
          onlyAlone: z.boolean().optional(),
        }),
      ),
      pairs: z.array(z.strictObject({ labels: words, amounts: words, lineClass })).optional(),
      sum: words.optional(),
      negative: z.enum(['claim', 'reversal']).optional(),
      classWords: z.array(z.strictObject({ text: z.string().min(1), lineClass })).optional(),
    })
    .optional(),
}))

/**
 * One import mapping, shipped under resources/import-mappings or saved by a person (spec O1, M1). Refuses field names that
 * the engine does not know, and a kind without its own part.
 */
export const importMappingSchema: z.ZodType<ImportMapping> = shape.superRefine((mapping, context) => {
  const known = fieldsOfKind(mapping.kind)
  for (const part of ['columns', 'joins', 'words'] as const) {
    for (const field of Object.keys(mapping[part] ?? {})) {
      if (!known.includes(field)) context.addIssue({ code: 'custom', path: [part, field], message: `unknown field ${field}` })
    }
  }
  const { headerless } = mapping
  for (const [at, check] of (headerless?.checks ?? []).entries()) {
    if (!headerless?.headers.includes(check.header)) context.addIssue({ code: 'custom', path: ['headerless', 'checks', at], message: `unknown column ${check.header}` })
  }
  for (const group of neededFields(mapping.kind)) {
    const given = group.some((field) => mapping.columns[field] !== undefined) || (group[0] === 'amount' && mapping.statement?.amounts[0] !== undefined)
    if (!given) context.addIssue({ code: 'custom', path: ['columns'], message: `no column for ${group.join(' or ')}` })
  }
  if (!isRecordKind(mapping.kind) && !mapping[mapping.kind]) context.addIssue({ code: 'custom', path: [mapping.kind], message: 'rules for this kind are missing' })
})
