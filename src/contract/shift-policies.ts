import { z } from 'zod'
import { KIND_IDS, type KindId } from '../domain/case/kinds'
import { CHECK_SOURCES, type ChecklistPolicy } from '../domain/checklist/checklist'
import { parseDuration } from '../domain/clock/duration'
import type { HandoverPolicy } from '../domain/handover/times'
import type { RoutinePolicy } from '../domain/routine/routine'

/** Schemas of the policies of shift work: handover, opening checklist, spare-time tasks (H1, H2, H3). */
const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 30m or 3d` })
  return z.NEVER
})
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written like 09:30')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
const atMost = z.number().int().min(1).max(500)

/** resources/policies/handover.yaml → HandoverPolicy (H1). */
export const handoverFileSchema = z.lazy(() => z
  .strictObject({ version: z.literal(1), handFrom: timeOfDay, acknowledgeBy: timeOfDay, startBy: timeOfDay, finishBy: timeOfDay, soon: duration, ahead: duration, atMost })
  .superRefine(({ acknowledgeBy, startBy, finishBy, handFrom }, context) => {
    if (!(acknowledgeBy <= startBy && startBy <= finishBy)) context.addIssue({ code: 'custom', path: ['finishBy'], message: 'a line is acknowledged, begun and done in this order' })
    else if (handFrom <= finishBy) context.addIssue({ code: 'custom', path: ['handFrom'], message: 'the next board begins after the morning has finished its own' })
  })
  .transform(({ soon, ahead, version: _version, ...rest }): HandoverPolicy => ({ ...rest, soonMs: soon, aheadMs: ahead })))

const kind = z.enum(KIND_IDS as readonly KindId[] as [KindId, ...KindId[]])
const lookBack = z.number().int().min(100).max(200_000)
const itemId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)

/** resources/policies/checklist.yaml → ChecklistPolicy (H2). */
export const checklistFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    items: z.array(
      z.strictObject({
        id: itemId,
        zh: z.string().min(1).max(100),
        en: z.string().min(1).max(100),
        source: z.enum(CHECK_SOURCES),
        kinds: z.array(kind).default([]),
        perShop: z.boolean().default(false),
        figures: z.array(z.string().min(1).max(60)).default([]),
      }).superRefine(({ source, kinds }, context) => {
        if (source === 'cases' && kinds.length === 0) context.addIssue({ code: 'custom', path: ['kinds'], message: 'cases of which kinds?' })
      }),
    ).min(1).max(40),
    lookBack,
    window: z.number().int().min(1).max(21),
  })
  .superRefine(({ items }, context) => {
    items.forEach(({ id }, index) => {
      if (items.findIndex((one) => one.id === id) !== index) context.addIssue({ code: 'custom', path: ['items', index, 'id'], message: `"${id}" is used twice` })
    })
  })
  .transform(({ items, lookBack: rows, window }): ChecklistPolicy => ({ items, lookBack: rows, windowDays: window })))

const template = z.string().min(1).max(64).nullable().default(null)

/** resources/policies/routine.yaml → RoutinePolicy (H3). */
export const routineFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    every: duration,
    lookBack,
    forgetAfter: duration,
    atMost,
    payment: z.strictObject({ after: duration, template }),
    close: z.strictObject({ unpaidAfter: duration, repeatedWithin: duration, template }),
    cod: z.strictObject({ words: z.array(z.string().trim().min(2).max(60)).max(40), template }),
    delivery: z.strictObject({ after: duration, until: duration, template }),
    extend: z.strictObject({ tradeTime: duration, within: duration, template }),
    rating: z.strictObject({ after: duration, until: duration, template }),
    stock: z.strictObject({ kinds: z.array(kind) }),
  })
  .transform(({ every, lookBack: rows, forgetAfter, payment, close, cod, delivery, extend, rating, stock, atMost: most }): RoutinePolicy => ({
    everyMs: every,
    lookBack: rows,
    forgetMs: forgetAfter,
    atMost: most,
    payment: { afterMs: payment.after, template: payment.template },
    close: { unpaidAfterMs: close.unpaidAfter, repeatedWithinMs: close.repeatedWithin, template: close.template },
    cod,
    delivery: { afterMs: delivery.after, untilMs: delivery.until, template: delivery.template },
    extend: { tradeMs: extend.tradeTime, withinMs: extend.within, template: extend.template },
    rating: { afterMs: rating.after, untilMs: rating.until, template: rating.template },
    stock,
  })))
