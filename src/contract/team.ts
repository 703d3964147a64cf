import { z } from 'zod'
import { procedure } from './common'
import { sessionStateSchema } from './session'
import { joinPreviewSchema, syncFaultSchema } from './sync'
import { storeSettingsSchema } from './sync-store'

const place = { dataDir: z.string().min(1).max(1000), settings: storeSettingsSchema, passphrase: z.string().min(6).max(200).nullable() }

/**
 * The first run of a PC that joins a team (U4, S5): nothing is founded here, shop and staff come from the team. Before signing in, and only
 * while the data folder holds nobody yet: DATA_FOLDER_EXISTS otherwise.
 */
export const teamContract = {
  /** A joining that waits for the team's data; null when none does. */
  waiting: procedure.output(z.object({ vaultName: z.string(), /** eight digits that a supervisor compares */ checkCode: z.string().nullable(), fault: syncFaultSchema.nullable(), /** milliseconds until it is worth asking again */ lookAgainMs: z.number().int().positive() }).nullable()),
  /** Makes the data folder, empty, and tells what joining would do. */
  preview: procedure.input(z.object(place)).output(joinPreviewSchema),
  join: procedure.input(z.object({ ...place, deviceName: z.string().trim().min(1).max(60), /** the vault that the preview showed */ vault: z.string() })).output(sessionStateSchema),
}
