import { AppError } from '../../../domain/errors'
import { needsFullRights } from '../../../domain/sync/device-rights'
import { deviceOf } from '../../../domain/sync/vector'
import type { ReadDb } from '../../db/open'
import type { WriteGuard } from '../../db/write'
import * as repo from '../../repositories/sync'
import { findTeamTemplate } from '../../repositories/templates'
import { readVaultRecord } from './link'

/**
 * Refuses at once, on its own PC, what other PCs would not take (docs/sync-format.md, section 3): a PC with `work` rights, or one that is not
 * admitted yet, changes neither staff nor rules, devices nor templates of the team. A PC that shares nothing may do everything; what a merge
 * writes never comes here. The error names the PCs on which it can be done.
 */
export const guardOwnRights: WriteGuard = (db, stream, table, id, row) => {
  const owners = (): unknown[] => {
    const stored = findTeamTemplate(db, id)
    return [...(stored === undefined ? [] : [stored.ownerId]), ...(stored === undefined || 'ownerId' in row ? [row['ownerId'] ?? null] : [])]
  }
  if (!needsFullRights(table, owners)) return
  const who = namesElsewhere(db, stream)
  if (who.length > 0) throw new AppError('DEVICE_MAY_NOT', { who })
}

/** Names of the PCs on which it can be done, when this one may not; none: it may. */
export function namesElsewhere(db: ReadDb, stream: string): string[] {
  const vault = readVaultRecord(db)
  if (vault === null) return []
  const own = deviceOf(stream)
  // the founder is in the team before its own row is
  const rights = repo.findDevice(db, own)?.rights ?? (own === vault.founder.device ? 'full' : null)
  if (rights === 'full') return []
  const who = repo.listDevices(db).filter((one) => one.rights === 'full' && one.retiredAt === null)
  return who.length === 0 ? [vault.founder.name] : who.map(({ name }) => name)
}
