import { z } from 'zod'
import { CASE_FACTS, type CaseFact } from '../domain/playbook/facts'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../domain/case/slots'
import { STATUS_IDS } from '../domain/case/status'
import { idempotencyKeySchema, procedure, shortText, timeSchema } from './common'
import { phraseSchema } from './coach-policy'
import { guidanceSchema, nextStepSchema, stepViewSchema } from './playbook'
import { keysOf } from './resources'

/** Editing playbooks and policies in the app (P1): every version is kept, and only what can be read comes into force. */

const documentSchema = z.string().min(1).max(100)
/** Far above any policy that people write; below what would make parsing at every key noticeable. */
const textSchema = z.string().max(200_000)

export const documentProblemSchema = z.object({ line: z.number().int(), reason: z.string(), /** null: the text at hand or the shipped file */ version: z.number().int().nullable() })
export type DocumentProblem = z.infer<typeof documentProblemSchema>

const entrySchema = z.object({
  document: z.string(),
  /** Playbooks by the group of their kind, or `policy`. */
  group: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  /** In force; null: what ships. */
  version: z.number().int().nullable(),
  changedAt: timeSchema.nullable(),
  changedBy: z.string().nullable(),
  problems: z.number().int(),
})
export type DocumentEntry = z.infer<typeof entrySchema>

const versionSchema = z.object({
  version: z.number().int(),
  madeAt: timeSchema,
  madeBy: z.string().nullable(),
  note: z.string().nullable(),
  /** Null: back to what ships. */
  text: z.string().nullable(),
  inForce: z.boolean(),
})

export const documentDetailSchema = entrySchema.extend({
  /** In force. */
  text: z.string(),
  shippedText: z.string(),
  /** Newest first. */
  versions: z.array(versionSchema),
  found: z.array(documentProblemSchema),
})
export type DocumentDetail = z.infer<typeof documentDetailSchema>

/** What a supervisor tries a playbook with: what would be known of a case. Times of instants are epoch ms. */
const trialSchema = z.object({
  status: z.enum(STATUS_IDS),
  facts: z.array(z.enum(keysOf(CASE_FACTS) as [CaseFact, ...CaseFact[]])),
  slots: z.array(z.enum(keysOf(EVIDENCE_SLOTS) as [EvidenceSlotId, ...EvidenceSlotId[]])),
  copied: z.array(z.string()),
  ticked: z.array(z.string()),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  instants: z.record(z.string(), timeSchema),
})
export type Trial = z.infer<typeof trialSchema>

export const previewSchema = z.object({
  /** Null for a policy, and for text that cannot be read. */
  playbook: z.object({ step: nextStepSchema.nullable(), steps: z.array(stepViewSchema), guidance: guidanceSchema, /** all steps, also those that do not apply now */ count: z.number().int() }).nullable(),
  /** What was understood of a policy, one entry a line. */
  summary: z.array(z.object({ path: z.string(), value: z.string() })),
})
export type Preview = z.infer<typeof previewSchema>

const key = { key: idempotencyKeySchema.nullish() }

export const policiesContract = {
  list: procedure.output(z.array(entrySchema)),
  get: procedure.input(z.object({ document: documentSchema })).output(documentDetailSchema),
  /** Reads text without storing it: its mistakes, or what it would mean. */
  check: procedure.input(z.object({ document: documentSchema, text: textSchema, trial: trialSchema.nullish() })).output(z.object({ problems: z.array(documentProblemSchema), preview: previewSchema })),
  /** The phrases of a text of the coach's policy, in their order (P8); null: it cannot be read. One with a mistake is null. */
  phrases: procedure.input(z.object({ text: textSchema })).output(z.object({ phrases: z.array(phraseSchema.nullable()).nullable() })),
  /** That text with a phrase put in (`at` null), changed, or taken out (`phrase` null), nothing else touched; null: there is no such place. Stores nothing. */
  withPhrase: procedure.input(z.object({ text: textSchema, at: z.number().int().min(0).nullable(), phrase: phraseSchema.nullable() })).output(z.object({ text: z.string().nullable() })),
  /**
   * Stores a version, in force at once. `basedOn` is the newest version that the person had seen: a colleague's newer one is never
   * overwritten unseen. Null text returns to what ships.
   */
  save: procedure.input(z.object({ document: documentSchema, text: textSchema.nullable(), note: shortText.nullish(), basedOn: z.number().int().nullable(), ...key })).output(documentDetailSchema),
}
