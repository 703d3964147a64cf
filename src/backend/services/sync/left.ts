import { deviceOf, joined, type Vector } from '../../../domain/sync/vector'
import * as masters from '../../repositories/masters'
import * as repo from '../../repositories/sync'
import type { ReadDb } from '../../db/open'
import type { WriteTx } from '../../db/write'
import { putCut, putKnownBase, readCut, readKnownBase, readVaultRecord, UNFINISHED } from './link'

const LEFT = 'sync-left'

/** What a folder remembers of the vaults that it was a member of, in `meta`. */
interface Left {
  /** The one that it left last. */
  readonly vault: string
  /** Where the log stood: up to there that team has its changes. */
  readonly cut: number
  /** What it had applied, by the vault in which it had. */
  readonly knows: Readonly<Record<string, Vector>>
}

function readLeft(db: ReadDb): Left | null {
  const text = masters.readMeta(db, LEFT) ?? ''
  return text === '' ? null : (JSON.parse(text) as Left)
}

/** Whether this folder was a member of another vault last. */
export const comesFromElsewhere = (db: ReadDb, vault: string): boolean => {
  const left = readLeft(db)
  return left !== null && left.vault !== vault
}

/**
 * In the transaction in which a vault is forgotten, before its rows go (docs/sync-format.md, section 7): the cut goes back to what the team got of
 * this folder. A joining that did not come about has told nobody anything, although it had put the cut to the end of the log; what was cut and
 * not sent is in no file any more. When the folder joins again under a new name, what lies after the cut gets stamps of that name, so that its base covers it
 * and its later changes know it.
 */
export function noteLeft(tx: WriteTx, stream: string): void {
  const how = masters.readMeta(tx.db, UNFINISHED)
  const before = readLeft(tx.db)
  if (how === 'found' || how === 'join') {
    putCut(tx, before?.cut ?? 0)
    return
  }
  const vault = readVaultRecord(tx.db)?.id
  if (vault === undefined) return
  const cut = repo.listOutbox(tx.db, stream).find(({ sentAt }) => sentAt === null)?.fromChange ?? readCut(tx.db)
  const known = joined(readKnownBase({ read: tx.db }), repo.vectorOf(tx.db))
  const elsewhere = Object.entries(before?.knows ?? {}).filter(([of]) => of !== vault)
  const isElsewhere = (of: string): boolean => elsewhere.some(([, vector]) => Object.hasOwn(vector, of))
  const here = Object.fromEntries(Object.entries(known).filter(([of]) => !isElsewhere(of)))
  const left: Left = { vault, cut, knows: { ...Object.fromEntries(elsewhere), [vault]: here } }
  putCut(tx, cut)
  masters.putMeta(tx, LEFT, JSON.stringify(left))
}

/**
 * In the transaction of entering, before the folder's own stream is noted: what it had applied in other vaults stays known. Nobody reads those streams here; its
 * base covers them, so that rows which it brings and which others bring are the same rows, and its later changes know what they replace. What it had applied
 * in this very vault it reads again.
 */
export function takeAlong(tx: WriteTx, vault: string, stream: string): void {
  const left = readLeft(tx.db)
  putKnownBase(tx, {})
  if (left?.vault === vault) repo.forgetRaw(tx)
  for (const [of, vector] of Object.entries(left?.knows ?? {})) {
    if (of === vault) continue
    for (const [known, lastHlc] of Object.entries(vector)) {
      if (known !== stream) repo.putStream(tx, { stream: known, deviceId: deviceOf(known), seq: 0, head: '', line: 0, lastHlc, knows: '{}', fault: null, faultSince: null })
    }
  }
}
