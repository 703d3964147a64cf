import { z } from 'zod'
import { MATCH_REASONS, RETURN_RESULTS } from '../domain/returns/policy'
import { idSchema, idempotencyKeySchema, longText, procedure, shortText, timeSchema } from './common'
import { entrySchema } from './register'

/** Returns bench (W6): what a scanner read, what it may belong to, and what was found in the parcel. */
const key = { key: idempotencyKeySchema.nullish() }
const code = z.string().min(1).max(500)

export const returnCandidateSchema = z.object({
  /** Of the case, else of the order; stable within one answer. */
  id: idSchema,
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  caseKind: z.string().nullable(),
  caseStatus: z.string().nullable(),
  caseOpen: z.boolean(),
  orderNo: z.string().nullable(),
  shopName: z.string().nullable(),
  buyer: z.string().nullable(),
  /** Why the buyer sends it back: the platform's reason, else what was noted; phones are masked. */
  why: z.string().nullable(),
  refund: z.object({ number: z.string(), type: z.string(), status: z.string() }).nullable(),
  items: z.array(z.object({ title: z.string(), sku: z.string().nullable(), quantity: z.number().int() })),
  waybills: z.array(z.string()),
  /** Registered already and waiting to be checked. */
  entryId: idSchema.nullable(),
  photos: z.number().int(),
  score: z.number().int(),
  reasons: z.array(z.enum(MATCH_REASONS)),
})
export type ReturnCandidate = z.infer<typeof returnCandidateSchema>

export const benchAnswerSchema = z.object({
  code: z.string(),
  kind: z.enum(['card', 'damaged-card', 'code', 'too-long']),
  /** A return that was filed under this code before. */
  earlier: z.object({ entryId: idSchema, entryNo: z.string(), state: z.string(), at: timeSchema, by: z.string().nullable() }).nullable(),
  /** The candidate that the code names; null: none, or several. */
  named: idSchema.nullable(),
  candidates: z.array(returnCandidateSchema),
})
export type BenchAnswer = z.infer<typeof benchAnswerSchema>

const quantity = z.number().int().min(0).max(9999)
const lines = z.array(z.object({ title: shortText, sku: shortText.nullable(), expected: quantity, received: quantity })).max(200)
const evidence = z.array(idSchema).max(50).default([])
const filed = z.object({ entry: entrySchema, caseId: idSchema.nullable(), caseNo: z.string().nullable(), /** A case was opened for it. */ caseMade: z.boolean() })

export const returnsContract = {
  /** How scans are read here. */
  terms: procedure.output(z.object({ againMs: z.number().int(), digitMs: z.number().int(), prefixes: z.array(z.string()), suffixes: z.array(z.string()), longest: z.number().int() })),
  lookup: procedure.input(z.object({ code })).output(benchAnswerSchema),
  /** Files what was found in a parcel; its case may go on. `evidence`: links of photos that wait in the inbox. */
  file: procedure
    .input(z.object({ code, entryId: idSchema.nullish(), caseId: idSchema.nullish(), orderNo: z.string().max(200).nullish(), result: z.enum(RETURN_RESULTS), lines, courierId: idSchema.nullish(), note: longText.nullish(), evidence, ...key }))
    .output(filed),
  /** A parcel that belongs to nobody known, with what was found in it as far as it was looked at. */
  fileUnknown: procedure
    .input(z.object({ code, result: z.enum(RETURN_RESULTS).nullish(), sku: shortText.nullish(), buyer: shortText.nullish(), courierId: idSchema.nullish(), note: longText.nullish(), evidence, ...key }))
    .output(filed),
  /** Takes back what was filed, while nothing else happened to it. */
  undo: procedure.input(z.object({ entryId: idSchema, ...key })),
  /** What an unidentified parcel may belong to; `query`: what a person knows besides. */
  candidates: procedure.input(z.object({ entryId: idSchema, query: z.string().max(200).nullish() })).output(z.array(returnCandidateSchema)),
  match: procedure.input(z.object({ entryId: idSchema, caseId: idSchema.nullish(), orderNo: z.string().max(200).nullish(), ...key })).output(filed),
  /** Cards of cases as PDF: a sheet of eight on A4, or one on A6. */
  cards: procedure
    .input(z.object({ caseIds: z.array(idSchema).min(1).max(200), paper: z.enum(['A4', 'A6']), path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) }))
    .output(z.object({ file: z.string(), cards: z.number().int() })),
}
