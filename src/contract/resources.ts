import { z } from 'zod'
import type { KindId } from '../domain/case/kinds'
import { KIND_IDS } from '../domain/case/kinds'
import type { ReasonDef } from '../domain/case/reasons'
import type { EvidenceSlotId } from '../domain/case/slots'
import { EVIDENCE_SLOTS } from '../domain/case/slots'
import { STATUS_IDS } from '../domain/case/status'
import type { Calendar, Shift } from '../domain/clock/calendar'
import { parseDuration } from '../domain/clock/duration'
import type { ClockDef, ClockOverrides, ClockPolicy } from '../domain/clock/policy'
import { CLOCK_ANCHORS, CLOCK_EVENTS, CLOCK_NAMES } from '../domain/clock/policy'
import { isTimeZone } from '../domain/clock/zone'

/**
 * Schemas of the data files under resources/ (policies, playbooks, templates). They read what people write (`48h`, `09:00-18:00`)
 * and give the plain data of the domain. Objects are strict: a misspelt key is a mistake, not an extra.
 */
export const keysOf = <K extends string>(list: Readonly<Record<K, unknown>>): K[] => Object.keys(list) as K[]

export const fileIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'an id is lower-case letters, digits and hyphens')
export const words = z.string().trim().min(1, 'text is missing')
export const kindSchema = z.enum(KIND_IDS as readonly KindId[] as [KindId, ...KindId[]])
export const statusSchema = z.enum(STATUS_IDS)
export const slotSchema = z.enum(keysOf(EVIDENCE_SLOTS) as [EvidenceSlotId, ...EvidenceSlotId[]])
export const eventSchema = z.enum(CLOCK_EVENTS)

export const durationSchema = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 5m, 48h or 10d` })
  return z.NEVER
})

const shiftSchema = z.string().transform((text, context): Shift => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text)
  const [fromHour, fromMinute, toHour, toMinute] = (match ?? []).slice(1).map(Number)
  const shift = { from: (fromHour ?? 0) * 60 + (fromMinute ?? 0), to: (toHour ?? 0) * 60 + (toMinute ?? 0) }
  if (match !== null && shift.to <= 1440) return shift
  context.addIssue({ code: 'custom', message: `"${text}" is not a shift such as 09:00-18:00 or 22:00-06:00` })
  return z.NEVER
})
const shiftsSchema = z.array(shiftSchema)

const calendarSchema = z.lazy(() => z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, { error: 'no such time zone; write it like Asia/Shanghai' }),
    week: z
      .strictObject({
        mon: shiftsSchema.default([]),
        tue: shiftsSchema.default([]),
        wed: shiftsSchema.default([]),
        thu: shiftsSchema.default([]),
        fri: shiftsSchema.default([]),
        sat: shiftsSchema.default([]),
        sun: shiftsSchema.default([]),
      })
      .refine((week) => Object.values(week).some((shifts) => shifts.length > 0), { error: 'a working week needs at least one shift' })
      .nullable()
      .default(null),
    days: z.record(z.iso.date(), shiftsSchema).default({}),
  })
  .transform(({ timeZone, week, days }): Calendar => {
    const byDay = week === null ? null : [week.mon, week.tue, week.wed, week.thu, week.fri, week.sat, week.sun]
    return { timeZone, week: byDay, days }
  }))

const clockDefSchema = z.lazy(() => z
  .strictObject({
    zh: words,
    en: words,
    duration: durationSchema.nullable().default(null),
    durationByKind: z.partialRecord(kindSchema, durationSchema).default({}),
    kinds: z.array(kindSchema).nullable().default(null),
    startsOn: z.array(eventSchema).min(1, 'a clock that nothing starts is of no use'),
    anchor: z.enum(CLOCK_ANCHORS).nullable().default(null),
    stopsOn: z.array(eventSchema).default([]),
    stopsIn: z.array(statusSchema).default([]),
    cancelsIn: z.array(statusSchema).default(['resolved', 'closed']),
    pausesIn: z.array(statusSchema).default([]),
    calendar: z.string().nullable().default(null),
    soon: durationSchema,
    owner: z.enum(['us', 'buyer', 'courier', 'platform']).default('us'),
    remindAfter: durationSchema.nullable().default(null),
  })
  .refine((def) => def.duration !== null || def.calendar === null, { error: 'a clock without a duration counts no working hours', path: ['calendar'] })
  .transform(({ duration, soon, remindAfter, ...rest }): ClockDef => ({ ...rest, durationMs: duration, soonMs: soon, remindAfterMs: remindAfter })))

/** Single fields of a clock for one platform or shop; what starts and stops it is the same everywhere. */
const clockChangeSchema = z.lazy(() => z
  .strictObject({
    duration: durationSchema,
    durationByKind: z.partialRecord(kindSchema, durationSchema),
    kinds: z.array(kindSchema).nullable(),
    stopsIn: z.array(statusSchema),
    cancelsIn: z.array(statusSchema),
    pausesIn: z.array(statusSchema),
    calendar: z.string().nullable(),
    soon: durationSchema,
    remindAfter: durationSchema.nullable(),
  })
  .partial()
  .transform(({ duration, soon, remindAfter, ...rest }): Partial<ClockDef> => {
    const change = { ...rest, durationMs: duration, soonMs: soon, remindAfterMs: remindAfter }
    return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<ClockDef>
  }))
const overridesSchema = z.lazy(() => z.record(z.string().min(1).max(120), z.partialRecord(z.enum(CLOCK_NAMES), clockChangeSchema)).default({}))

/** resources/policies/clocks.yaml → ClockPolicy (C4). */
export const clocksFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    shopCalendar: z.string(),
    soon: durationSchema,
    calendars: z.record(fileIdSchema, calendarSchema),
    clocks: z.partialRecord(z.enum(CLOCK_NAMES), clockDefSchema),
    platforms: overridesSchema,
    shops: overridesSchema,
  })
  .transform(({ shopCalendar, soon, calendars, clocks, platforms, shops }): ClockPolicy => ({ shopCalendar, soonMs: soon, calendars, clocks, platforms, shops }))
  .superRefine((policy, context) => {
    const mustExist = (calendar: string | null, path: string[]): void => {
      if (calendar === null || Object.hasOwn(policy.calendars, calendar)) return
      context.addIssue({ code: 'custom', path, message: `there is no calendar "${calendar}" in this file` })
    }
    mustExist(policy.shopCalendar, ['shopCalendar'])
    for (const [name, def] of Object.entries(policy.clocks)) mustExist(def.calendar, ['clocks', name, 'calendar'])
    for (const [layer, all] of [['platforms', policy.platforms], ['shops', policy.shops]] as const) {
      for (const [id, overrides] of Object.entries<ClockOverrides>(all)) {
        for (const [name, change] of Object.entries(overrides)) {
          const path = [layer, id, name]
          const def = policy.clocks[name as keyof typeof policy.clocks]
          if (def === undefined) context.addIssue({ code: 'custom', path, message: `there is no clock "${name}" under clocks to change` })
          // A promise or a platform's own deadline comes with its time: a length here would start it without one.
          else if (def.durationMs === null && change.durationMs !== undefined) context.addIssue({ code: 'custom', path: [...path, 'duration'], message: `the time of "${name}" comes with its event` })
          mustExist(change.calendar ?? null, [...path, 'calendar'])
        }
      }
    }
  }))

/** resources/policies/reasons.yaml (C12). */
export const reasonsFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    reasons: uniqueBy('id', z.strictObject({ id: fileIdSchema, zh: words, en: words, kinds: z.array(kindSchema) })),
  })
  .transform(({ reasons }): readonly ReasonDef[] => reasons))

/** A list in which no two entries share a key. */
export function uniqueBy<K extends string, S extends z.ZodType<Record<K, string>>>(key: K, entry: S): z.ZodArray<S> {
  return z.array(entry).superRefine((entries, context) => {
    const seen = new Set<string>()
    entries.forEach((value, index) => {
      if (seen.has(value[key])) context.addIssue({ code: 'custom', path: [index, key], message: `"${value[key]}" is used twice` })
      seen.add(value[key])
    })
  })
}
