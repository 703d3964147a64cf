import { z } from 'zod'
import { STEP_ACTIONS } from '../domain/playbook/playbook'

export const labelSchema = z.object({ zh: z.string(), en: z.string() })

/** When something is due: counted from the moment it is done, by `dueAt` of the domain. */
const dueSchema = z.union([z.object({ afterMs: z.number() }), z.object({ days: z.number().int(), minute: z.number().int() })])

const factValueSchema = z.union([z.string().min(1).max(200), z.number()])

/** A step as an agent sees it (P1). */
export const stepViewSchema = z.object({
  stepId: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  templateIds: z.array(z.string()),
  done: z.boolean(),
  hint: labelSchema.nullable(),
  /** The answer is a value of `choices`, or for a day an instant; null while nobody answered. */
  question: labelSchema.extend({ id: z.string(), input: z.enum(['choice', 'day']), choices: z.array(labelSchema.extend({ value: z.string() })), answer: factValueSchema.nullable() }).nullable(),
  action: z.enum(STEP_ACTIONS).nullable(),
  missingFields: z.array(z.string()),
  missingSlots: z.array(z.string()),
  promise: labelSchema.extend({ due: dueSchema }).nullable(),
  tasks: z.array(labelSchema.extend({ for: z.string() })),
  warnings: z.array(labelSchema),
  suggested: labelSchema.extend({ status: z.string(), due: dueSchema }).nullable(),
})
export type StepView = z.infer<typeof stepViewSchema>

export const nextStepSchema = stepViewSchema.extend({ index: z.number().int(), count: z.number().int() })

export const guidanceSchema = z.object({
  /** The next step's after those of the whole playbook and of the courier's areas. */
  warnings: z.array(labelSchema),
  tasks: z.array(labelSchema.extend({ for: z.string() })),
  /** Lines for the memo (C6) with the case's values filled in. */
  memo: z.array(labelSchema),
})
export type Guidance = z.infer<typeof guidanceSchema>

/** What a step's reply promises, registered when it is copied (P2). */
export const stepPromiseSchema = z.object({ words: z.string().trim().min(1).max(500), dueAt: z.number().int(), stepId: z.string().min(1).max(64) })

export const answerSchema = { question: z.string().min(1).max(64), value: factValueSchema }
