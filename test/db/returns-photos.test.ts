import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { createStaff } from '../../src/backend/services/masters'
import { addFiles, inboxCount } from '../../src/backend/services/photos'
import { fileReturn, fileUnknown, matchReturn } from '../../src/backend/services/returns-bench'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT } from '../support/folders'
import { foundFolder } from '../support/kernel'

/** Photos of parcels (W6): on the case where there is one, else in the inbox until the parcel is matched. */
const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('returns')
})
afterAll(() => worker.remove())

describe('photos at the bench', () => {
  it('W6: those of an unidentified parcel wait in the inbox, are named in it, and follow it to its case', async () => {
    const hosts = createFileHosts(spawnByFork(worker.entry))
    const test = await foundFolder({ files: hosts.files, imaging: hosts.imaging })
    try {
      const { id } = await createStaff(test.kernel, test.actor, { name: '赵仓', role: 'warehouse' })
      const warehouse = { staffId: id, name: '赵仓', role: 'warehouse' as const }
      const [one, two] = await addFiles(test.kernel, warehouse, { paths: [photo('flower.jpg'), photo('4.webp')], slot: 'inspection-photo' })
      const { entry } = fileUnknown(test.kernel, warehouse, { code: 'XX1', result: 'defective', evidence: [one?.photo?.linkId ?? '', 'gone'] })
      expect(entry.values['evidence']).toContain(one?.photo?.archivedAs ?? '?')
      const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'return-refund', buyerNick: '云间客_88', orderNo: '2849105533670421876' })
      const matched = await matchReturn(test.kernel, warehouse, { entryId: entry.id, caseId })
      expect(matched.entry.values['evidence']).toBeNull()
      expect(getCase(test.kernel, caseId).photos).toMatchObject([{ linkId: one?.photo?.linkId, slot: 'inspection-photo', buyerNick: '云间客_88' }])
      expect(inboxCount(test.kernel)).toEqual({ count: 1 })
      // an order that gets its case by the filing takes its photos along
      const filed = await fileReturn(test.kernel, warehouse, { code: 'YT9', orderNo: '2849105533670429999', result: 'sellable', lines: [], evidence: [two?.photo?.linkId ?? ''] })
      expect(filed.caseMade).toBe(true)
      expect(getCase(test.kernel, filed.caseId ?? '').photos).toHaveLength(1)
      expect(inboxCount(test.kernel)).toEqual({ count: 0 })
    } finally {
      await hosts.close()
      test.open.close()
    }
  })
})
