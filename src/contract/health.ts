import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './common'

/** What changed, after commit: pages refetch what they show of these tables. */
export const changeEventSchema = z.object({
  tables: z.array(z.string()),
  /** Rows that changed; empty when there were too many to name. */
  ids: z.array(z.string()),
  caseIds: z.array(z.string()),
})
export type ChangeEvent = z.infer<typeof changeEventSchema>

export const healthContract = {
  ping: procedure.output(z.object({ now: z.number(), pid: z.number() })),
  check: procedure.output(z.object({ integrity: z.enum(['ok', 'damaged']), problems: z.array(z.string()) })),
  backup: procedure.input(z.object({ path: z.string().min(1).max(4000) })).output(z.object({ file: z.string(), sha256: z.string(), bytes: z.number() })),
  changes: procedure.output(eventIterator(changeEventSchema)),
}
