import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { checkData } from '../../../src/backend/services/health'
import { getCase } from '../../../src/backend/services/case-read'
import type { Actor, Kernel } from '../../../src/backend/services/kernel'
import { verifyPhotos } from '../../../src/backend/services/photos'
import { ORDERS, paidCentsOf, sha256, type KillLine } from './kill-work'
import { replayProblems } from './replay'

type Said<T extends KillLine['type']> = Extract<KillLine, { type: T }>
const said = <T extends KillLine['type']>(lines: readonly KillLine[], type: T): Said<T>[] => lines.filter((line): line is Said<T> => line.type === type)

interface Batch {
  readonly id: string
  readonly file: string
  readonly state: string
  readonly rows: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly published_to: number
}

const all = <T>(kernel: Kernel, sql: string): T[] => kernel.db.readable.prepare<[], T>(sql).all()
export const count = (kernel: Kernel, table: string): number => all<{ n: number }>(kernel, `SELECT count(*) AS n FROM "${table}"`)[0]?.n ?? 0

/** States of the imports that the killed process was at. */
export const unfinished = (kernel: Kernel): string[] => all<{ state: string }>(kernel, "SELECT state FROM import_batch WHERE state NOT IN ('done', 'cancelled')").map(({ state }) => state)

/** The version that every order shows; fails when they differ, for then an import is there in part. 0: no order yet. */
export function versionOf(kernel: Kernel): number {
  const seen = all<{ paid_cents: number; n: number }>(kernel, 'SELECT paid_cents, count(*) AS n FROM orders GROUP BY paid_cents')
  expect(seen.length, `orders of one version: ${JSON.stringify(seen)}`).toBeLessThanOrEqual(1)
  const [only] = seen
  if (only === undefined) return 0
  expect(only.n).toBe(ORDERS)
  const version = (only.paid_cents - 50) / 100
  expect(paidCentsOf(version)).toBe(only.paid_cents)
  return version
}

/** R1, S3: sound file, whole audit chain, and a change log from which the very same rows come. */
export function judgeDatabase(kernel: Kernel): void {
  expect(checkData(kernel)).toEqual({ integrity: 'ok', problems: [] })
  expect(kernel.db.readable.pragma('foreign_key_check')).toEqual([])
  expect(replayProblems(kernel.db.readable)).toEqual([])
}

/** No edit that was acknowledged is missing. */
export function judgeEdits(kernel: Kernel, lines: readonly KillLine[]): void {
  const notes = new Map<string, string[]>()
  for (const { caseId, text } of said(lines, 'note')) notes.set(caseId, [...(notes.get(caseId) ?? []), text])
  for (const { id, caseNo } of said(lines, 'case')) {
    const found = getCase(kernel, id)
    expect(found.caseNo).toBe(caseNo)
    const texts = found.timeline.filter((event) => event.type === 'note').map((event) => event.text)
    expect(texts).toEqual(expect.arrayContaining(notes.get(id) ?? []))
    expect(new Set(texts).size, 'no note twice').toBe(texts.length)
  }
}

/** Imports are whole or not there at all, none hangs, and what was acknowledged stands with its counts (O1). */
export function judgeImports(kernel: Kernel, lines: readonly KillLine[]): void {
  const version = versionOf(kernel)
  const batches = all<Batch>(kernel, 'SELECT id, file, state, rows, inserted, updated, unchanged, published_to FROM import_batch')
  expect(readdirSync(join(kernel.dataDir, 'staging'))).toEqual([])
  for (const batch of batches) {
    const taken = batch.inserted + batch.updated + batch.unchanged
    if (batch.state === 'cancelled') expect({ ...batch, taken }).toMatchObject({ taken: 0, published_to: 0 })
    else expect({ ...batch, taken }).toMatchObject({ state: 'done', rows: ORDERS, taken: ORDERS, published_to: ORDERS })
  }
  expect(batches.reduce((sum, batch) => sum + batch.inserted, 0)).toBe(count(kernel, 'orders'))
  expect(count(kernel, 'order_waybill')).toBe(count(kernel, 'orders'))
  for (const line of said(lines, 'import')) {
    const { inserted, updated, unchanged } = line
    expect(batches.find((batch) => batch.id === line.batchId)).toMatchObject({ state: 'done', inserted, updated, unchanged })
    expect(version).toBeGreaterThanOrEqual(line.version)
  }
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** No half file is in the archive, every acknowledged photo is where it was said to be, and every row has its file (A6). */
export async function judgeArchive(kernel: Kernel, actor: Actor, lines: readonly KillLine[], sources: ReadonlySet<string>): Promise<void> {
  for (const path of filesBelow(join(kernel.dataDir, '售后问题图片'))) expect(sources.has(sha256(readFileSync(path))), `half file ${path}`).toBe(true)
  for (const path of filesBelow(join(kernel.dataDir, 'thumbs'))) {
    const bytes = readFileSync(path)
    // A WebP file says its own length.
    expect(bytes.length > 8 && bytes.readUInt32LE(4) + 8 === bytes.length, `half thumbnail ${path}`).toBe(true)
  }
  const link = kernel.db.readable.prepare<[string], { photo_id: string; archived_as: string }>('SELECT photo_id, archived_as FROM photo_link WHERE id = ?')
  for (const line of said(lines, 'photo')) {
    expect(link.get(line.linkId)).toEqual({ photo_id: line.sha256, archived_as: line.archivedAs })
    expect(sha256(readFileSync(join(kernel.dataDir, line.archivedAs)))).toBe(line.sha256)
  }
  const { missing, altered, repaired } = await verifyPhotos(kernel, actor)
  expect({ missing, altered, repaired }).toEqual({ missing: [], altered: [], repaired: [] })
  for (const { id } of all<{ id: string }>(kernel, 'SELECT id FROM photo WHERE has_thumb = 1')) {
    expect(existsSync(join(kernel.dataDir, 'thumbs', id.slice(0, 2), `${id}.webp`)), `thumbnail of ${id}`).toBe(true)
  }
}

/** What was left half done in `incoming/`. */
export const leftovers = (dataDir: string): string[] => readdirSync(join(dataDir, 'incoming'))
