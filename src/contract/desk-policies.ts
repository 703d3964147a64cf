import { z } from 'zod'
import type { KindId } from '../domain/case/kinds'
import { KIND_IDS } from '../domain/case/kinds'
import { idsOf, PLATFORMS, type Label, type PlatformId } from '../domain/case/lists'
import { parseDuration } from '../domain/clock/duration'
import type { ContactPolicy } from '../domain/contact/contact'
import type { CourierDeskPolicy } from '../domain/courier-desk/demand'
import type { EbayPolicy, EbayRules } from '../domain/gauge/ebay'
import type { IntakePolicy } from '../domain/intake/kind-facts'
import { ROLES } from '../domain/identity/roles'
import type { NotifyPolicy } from '../domain/notify/notify'

/** Schemas of the small policies of the desk: notifications, contacts, courier desk, eBay's ratios (C4, U5, C5, P11, P7). */
const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 10m or 24h` })
  return z.NEVER
})
const kind = z.enum(KIND_IDS as readonly KindId[] as [KindId, ...KindId[]])
const platform = z.enum(idsOf(PLATFORMS) as readonly PlatformId[] as [PlatformId, ...PlatformId[]])
const label = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })

const hours = z.string().transform((text, context): { from: number; to: number } => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = (match ?? []).slice(1).map(Number)
  const read = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute }
  if (match !== null && read.from !== read.to) return read
  context.addIssue({ code: 'custom', message: `"${text}" are no quiet hours such as 22:00-08:00` })
  return z.NEVER
})

/** resources/policies/notifications.yaml (C4, U5, P6). */
export const notificationsFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    merge: duration,
    lead: duration,
    leads: z.record(z.string(), duration).default({}),
    quiet: hours.nullable().default(null),
    roles: z.record(z.enum(ROLES), z.enum(['mine', 'all', 'none'])),
    named: z.number().int().min(0).max(10),
    returnInfo: duration,
  })
  .transform(({ merge, lead, leads, quiet, roles, named, returnInfo }): NotifyPolicy => ({ mergeMs: merge, leadMs: lead, leads, quiet, roles, named, returnInfoLeadMs: returnInfo })))

/** resources/policies/contact.yaml (C5). */
export const contactFileSchema = z.lazy(() => z
  .strictObject({ version: z.literal(1), forbidden: z.strictObject({ phone: z.array(platform), sms: z.array(platform), wechat: z.array(platform) }) })
  .transform(({ forbidden }): ContactPolicy => ({ forbidden })))

const demand = (needs: string): z.ZodType<Label> => label.refine(({ zh, en }) => zh.includes(needs) && en.includes(needs), { error: `the line must hold ${needs}` })

/** resources/policies/courier-desk.yaml (P11). */
export const courierDeskFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    answerAfter: duration,
    redelivery: duration,
    handleAnswer: duration,
    demands: z.partialRecord(z.enum(['other', 'not-credited', ...KIND_IDS] as ['other', 'not-credited', ...KindId[]]), demand('{waybill}')).refine((demands) => demands.other !== undefined, { error: 'the line `other` is missing' }),
    contactLine: demand('{contact}'),
  })
  .transform(({ answerAfter, redelivery, handleAnswer, demands, contactLine }): CourierDeskPolicy => {
    const { other, ...kinds } = demands
    return { answerAfterMs: answerAfter, redeliveryMs: redelivery, handleAnswerMs: handleAnswer, demands: kinds, other: other ?? contactLine, contactLine }
  }))

/** A share such as `0.3%`, in parts of `whole`: 100 for hundredths, 10,000 for ten-thousandths. */
const share = (whole: number): z.ZodType<number, string> =>
  z.string().transform((text, context): number => {
    const match = /^(\d{1,3}(?:\.\d{1,2})?)%$/.exec(text)
    if (match !== null) return Math.round((Number(match[1]) * whole) / 100)
    context.addIssue({ code: 'custom', message: `"${text}" is not a share such as 0.3%` })
    return z.NEVER
  })

const rules = z.lazy(() => z
  .strictObject({
    from: z.iso.date(),
    defects: z.partialRecord(kind, z.union([z.literal('any').transform(() => null), z.array(z.string().min(1))])),
    unresolved: z.array(kind),
    defectLimit: share(10_000),
    unresolvedLimit: share(10_000),
  })
  .transform(({ from, ...rest }): EbayRules => ({ ...rest, from: Date.parse(`${from}T00:00:00Z`) })))

/** resources/policies/ebay.yaml (P7). */
export const ebayFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    shortDays: z.number().int().min(1).max(3650),
    longDays: z.number().int().min(1).max(3650),
    manyOrders: z.number().int().min(0),
    warnAt: share(100),
    rules: z.array(rules).min(1),
  })
  .transform(({ version: _version, ...rest }): EbayPolicy => ({ ...rest, rules: [...rest.rules].sort((a, b) => a.from - b.from) })))

/** resources/policies/intake.yaml (C11). */
export const intakeFileSchema = z.lazy(() => z
  .strictObject({ version: z.literal(1), unshipped: duration, travelling: duration, factWeight: z.number().int().min(0).max(20) })
  .transform(({ unshipped, travelling, factWeight }): IntakePolicy => ({ unshippedMs: unshipped, travellingMs: travelling, factWeight })))
