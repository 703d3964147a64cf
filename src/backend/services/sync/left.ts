import * as masters from '../../repositories/masters'
import * as repo from '../../repositories/sync'
import type { ReadDb } from '../../db/open'
import type { WriteTx } from '../../db/write'
import { putCut, readCut, UNFINISHED } from './link'

const LEFT_CUT = 'sync-left-cut'

/** Where the log of this folder stood when it last left a team of which it was a member: up to there the team has its changes. 0: never. */
const leftAt = (db: ReadDb): number => Number(masters.readMeta(db, LEFT_CUT) ?? '0')

/**
 * In the transaction in which a vault is forgotten, before its rows go (docs/sync-format.md, section 7): the cut goes back to what the team got of
 * this folder. A joining that did not come about has told nobody anything, although it had put the cut to the end of the log; what was cut and
 * not sent is in no file any more. When the folder joins again under a new name, what lies after the cut gets stamps of that name, so that its base covers it
 * and its later changes know it.
 */
export function putCutBack(tx: WriteTx, stream: string): void {
  const how = masters.readMeta(tx.db, UNFINISHED)
  if (how === 'found' || how === 'join') {
    putCut(tx, leftAt(tx.db))
    return
  }
  const cut = repo.listOutbox(tx.db, stream).find(({ sentAt }) => sentAt === null)?.fromChange ?? readCut(tx.db)
  putCut(tx, cut)
  masters.putMeta(tx, LEFT_CUT, String(cut))
}
