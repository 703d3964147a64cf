import { z } from 'zod'
import { idSchema, procedure, roleSchema, shortText } from './common'

export const staffSchema = z.object({ id: idSchema, name: z.string(), role: roleSchema, hasPin: z.boolean(), active: z.boolean() })
export type Staff = z.infer<typeof staffSchema>

export const shopSchema = z.object({
  id: idSchema,
  name: z.string(),
  platform: z.string(),
  timeZone: z.string(),
  currency: z.string(),
})
export type Shop = z.infer<typeof shopSchema>

/** What the page needs to choose its first screen. `me` is the session of this port; it lives in the background process (design, decision 10). */
export const sessionStateSchema = z.object({
  phase: z.enum(['no-data-folder', 'sign-in', 'ready', 'rescue']),
  dataDir: z.string().nullable(),
  /** Why the folder could not be opened, when phase is `rescue` or a configured folder failed. */
  problem: z.object({ code: z.string(), detail: z.record(z.string(), z.unknown()) }).nullable(),
  me: staffSchema.nullable(),
  staff: z.array(staffSchema),
  shops: z.array(shopSchema),
  lastBackupAt: z.number().nullable(),
  suggestedDataDir: z.string().nullable(),
})
export type SessionState = z.infer<typeof sessionStateSchema>

export const pinSchema = z.string().regex(/^\d{4,12}$/)

export const sessionContract = {
  state: procedure.output(sessionStateSchema),
  /** Founds a new data folder with one shop and one supervisor, and signs that person in (U4). */
  setUp: procedure
    .input(
      z.object({
        dataDir: z.string().min(1).max(1000),
        shop: z.object({ name: shortText.min(1), platform: z.string().min(1).max(40) }),
        staff: z.object({ name: shortText.min(1), pin: pinSchema.nullish() }),
      }),
    )
    .output(sessionStateSchema),
  /** Founds a data folder filled with the demo shop (U4), and signs its supervisor in. */
  setUpDemo: procedure
    .input(z.object({ dataDir: z.string().min(1).max(1000), cases: z.number().int().min(1).max(100_000).default(3000) }))
    .output(sessionStateSchema),
  /** Opens a data folder that exists. */
  open: procedure.input(z.object({ dataDir: z.string().min(1).max(1000) })).output(sessionStateSchema),
  signIn: procedure.input(z.object({ staffId: idSchema, pin: z.string().max(20).nullish() })).output(sessionStateSchema),
  signOut: procedure.output(sessionStateSchema),
}

export const preferencesContract = {
  /** Preferences of the signed-in person on this device: layouts, theme, language, key map. */
  get: procedure.output(z.record(z.string(), z.unknown())),
  set: procedure.input(z.object({ key: z.string().min(1).max(100), value: z.json() })).output(z.object({ ok: z.literal(true) })),
}
