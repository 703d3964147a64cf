import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { firstBrokenAudit } from '../../src/backend/db/write'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { spawnByFork } from '../../src/backend/file-process/fork'
import * as masters from '../../src/backend/repositories/masters'
import { importRecords } from '../../src/backend/services/imports'
import { buildFileWorker } from '../faults/support/file-worker'
import { foundFolder, type TestFolder } from '../support/kernel'

let worker: Awaited<ReturnType<typeof buildFileWorker>>
let hosts: ReturnType<typeof createFileHosts>
let test: TestFolder
beforeAll(async () => {
  worker = await buildFileWorker('shared-transaction')
})
beforeEach(async () => {
  hosts = createFileHosts(spawnByFork(worker.entry))
  test = await foundFolder({ files: hosts.files, imaging: hosts.imaging })
})
afterEach(async () => {
  await hosts.close()
  test.open.close()
})
afterAll(() => worker.remove())

const slice = (key: string, fail = false): void =>
  test.kernel.write(test.actor, { name: 'test.slice', bulk: true, shared: true }, (tx) => {
    masters.putMeta(tx, key, '1')
    if (fail) throw new Error('a slice that fails')
  })
/** What is committed, read around the kernel. */
const committed = (): string[] => test.kernel.db.readable.prepare<[], { key: string }>("SELECT key FROM meta WHERE key LIKE 'test-%' ORDER BY key").all().map(({ key }) => key)
const flush = (): unknown => test.kernel.db.writable.pragma('synchronous', { simple: true })

describe('transactions that slices of bulk work share (design, decision 1; R1)', () => {
  it('slices are committed together, at the latest when somebody reads', () => {
    slice('test-a')
    slice('test-b')
    expect(committed()).toEqual([])
    expect(masters.readMeta(test.kernel.read, 'test-a')).toBe('1')
    expect(committed()).toEqual(['test-a', 'test-b'])
  })

  it('R1: a write of a person commits what was before it, is flushed itself, and keeps the audit in order', () => {
    slice('test-a')
    expect(flush()).toBe(1)
    const seen = test.kernel.write(test.actor, { name: 'test.alone' }, (tx) => {
      masters.putMeta(tx, 'test-b', '1')
      return { flush: flush(), before: masters.readMeta(tx.db, 'test-a') }
    })
    expect(seen).toEqual({ flush: 2, before: '1' })
    expect(committed()).toEqual(['test-a', 'test-b'])
    expect(test.kernel.db.readable.prepare<[], { action: string }>('SELECT action FROM audit ORDER BY seq DESC LIMIT 2').all().map(({ action }) => action)).toEqual(['test.alone', 'test.slice'])
    expect(firstBrokenAudit(test.kernel.db)).toBeNull()
  })

  it('a slice that fails takes with it what is not committed yet, and nothing else', () => {
    slice('test-a')
    test.kernel.settle()
    slice('test-b')
    expect(() => slice('test-c', true)).toThrow('a slice that fails')
    slice('test-d')
    test.kernel.settle()
    expect(committed()).toEqual(['test-a', 'test-d'])
    expect(firstBrokenAudit(test.kernel.db)).toBeNull()
  })

  it('listeners hear of slices once they are committed', () => {
    const told: string[][] = []
    test.kernel.onChange(() => void told.push(committed()))
    slice('test-a')
    expect(told).toEqual([])
    test.kernel.write(test.actor, { name: 'test.alone' }, (tx) => masters.putMeta(tx, 'test-b', '1'))
    expect(told.length).toBeGreaterThan(0)
    expect(told.every((keys) => keys.includes('test-a'))).toBe(true)
  })

  it('O1: an import whose slices went with those of other work begins again where the database stands, and ends whole', async () => {
    const rows = 3_000
    const path = join(test.dataDir, '..', 'claims-shared.csv')
    writeFileSync(path, ['运单号,快递公司,理赔原因,理赔金额,提交日期', ...Array.from({ length: rows }, (_, n) => `SF${1_000_000_000_000 + n * 7},顺丰速运,丢失,${(n % 900) + 1}.50,2026-10-0${(n % 9) + 1}`)].join('\n'))
    let spoilt = 0
    let left = 3
    const spoil = (): void => {
      if (left === 0) return
      // Only once slices of the import are open.
      if (test.kernel.db.writable.inTransaction) {
        expect(() => slice(`test-${left}`, true)).toThrow('a slice that fails')
        left -= 1
        spoilt += 1
      }
      setImmediate(spoil)
    }
    setImmediate(spoil)
    let result: { inserted: number; unchanged: number } | null = null
    for await (const event of importRecords(test.kernel, test.actor, { path, kind: 'claims' })) if (event.type === 'records') result = event.result
    left = 0
    rmSync(path)
    expect(spoilt).toBeGreaterThan(0)
    expect(result).toMatchObject({ inserted: rows, unchanged: 0 })
    const stored = test.kernel.db.readable.prepare<[], { n: number; numbers: number; last: string }>('SELECT count(*) AS n, count(DISTINCT claim_no) AS numbers, max(claim_no) AS last FROM claim').get()
    expect(stored).toMatchObject({ n: rows, numbers: rows })
    expect(stored?.last.endsWith(String(rows).padStart(5, '0'))).toBe(true)
  })
})
