import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getClaim } from '../../src/backend/services/claims'
import { importStatement } from '../../src/backend/services/imports'
import { closeMonth } from '../../src/backend/services/month-closing'
import { explainMonth, runReconcile } from '../../src/backend/services/reconcile'
import { putBatch } from '../../src/backend/repositories/imports'
import type { StatementResult } from '../../src/contract/imports'
import { buildFileWorker } from '../faults/support/file-worker'
import { withImportDesk, type ImportDesk } from '../support/import-desk'

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('month-locks')
})
afterAll(() => worker.remove())

const CLAIM_HEADER = ['日期', '快递公司', '运单号', '理赔原因', '理赔金额', '工单号', '状态', '快递回复', '登记编号']
const LINE_HEADER = ['运单号', '金额', '费用类型', '日期']
const MADE = { clock: Date.UTC(2026, 10, 21, 2, 0, 0) }

async function statement(desk: ImportDesk, name: string, rows: readonly (readonly string[])[], month = '2026-10'): Promise<StatementResult> {
  let last: StatementResult | undefined
  for await (const event of importStatement(desk.kernel, desk.actor, { path: desk.sheet(name, [LINE_HEADER, ...rows]), courierId: 'yto', month })) {
    if (event.type === 'statement') last = event.result
  }
  if (last === undefined) throw new Error('the import ended without a result')
  return last
}

const claimSheet = (desk: ImportDesk, name: string, ...rows: string[][]): Promise<unknown> => desk.take('claims', desk.sheet(name, [CLAIM_HEADER, ...rows]))
const FIRST = ['YT8804411992031', '54.90', '理赔', '2026-10-20']
const months = (desk: ImportDesk): unknown[] => desk.rows('SELECT month, count(*) AS n FROM statement_line GROUP BY month ORDER BY month')

describe('what a closed month holds (M5)', () => {
  it('M5: a statement for a closed month posts its new lines to the next open one and says so; known lines stay where they are', () =>
    withImportDesk(worker.entry, async (desk) => {
      await claimSheet(desk, 'claims.csv', ['2026-10-08', '圆通', 'YT8804411992031', '破损', '54.90', '', '', '', ''])
      expect(await statement(desk, 'october.csv', [FIRST])).toMatchObject({ month: '2026-10', movedFrom: null, lines: 1 })
      closeMonth(desk.kernel, desk.actor, { month: '2026-10' })
      const closed = explainMonth(desk.kernel, { month: '2026-10' })
      const before = desk.rows('SELECT id, month, batch_id FROM statement_line')

      // The same file again: nothing is moved, nothing is changed.
      expect(await statement(desk, 'october-again.csv', [FIRST])).toMatchObject({ month: '2026-11', movedFrom: '2026-10', lines: 0, duplicates: 1 })
      expect(desk.rows('SELECT id, month, batch_id FROM statement_line')).toEqual(before)
      // A corrected one: the old line stays, the new one is a correction of November.
      expect(await statement(desk, 'october-late.csv', [FIRST, ['YT8804411992031', '-10.00', '扣回', '2026-10-29']])).toMatchObject({ month: '2026-11', movedFrom: '2026-10', lines: 1, duplicates: 1 })
      expect(months(desk)).toEqual([{ month: '2026-10', n: 1 }, { month: '2026-11', n: 1 }])
      expect(desk.rows("SELECT month FROM import_batch WHERE file = 'october-late.csv'")).toEqual([{ month: '2026-11' }])
      const after = explainMonth(desk.kernel, { month: '2026-10' })
      expect({ ...after, result: { ...after.result, ms: 0 } }).toEqual({ ...closed, result: { ...closed.result, ms: 0 } })
      expect(runReconcile(desk.kernel, desk.actor, { month: '2026-11' })).toMatchObject({ invariantsHold: true, shortPaidCents: 1000 })
    }))

  it('M5: a claim sheet changes no money, waybill or courier of a closed claim and says so; its answer goes on', () =>
    withImportDesk(worker.entry, async (desk) => {
      desk.clock.now = MADE.clock
      await claimSheet(desk, 'claims.csv', ['2026-10-08', '圆通', 'YT8804411992031', '破损', '54.90', 'GD1', '', '', ''])
      await statement(desk, 'october.csv', [['YT8800000000001', '-8.00', '运费', '2026-10-20']])
      closeMonth(desk.kernel, desk.actor, { month: '2026-10' })
      const [claim] = desk.rows<{ id: string; claim_no: string }>('SELECT id, claim_no FROM claim')
      if (claim === undefined) throw new Error('no claim')
      const again = await desk.take('claims', desk.sheet('later.csv', [CLAIM_HEADER, ['2026-10-08', '圆通', 'YT8804411992031', '破损', '99.00', 'GD1', '受理', '已受理', claim.claim_no]]))
      expect(again.warnings.map(({ reason }) => reason)).toContain('claim-month-closed')
      expect(getClaim(desk.kernel, claim.id)).toMatchObject({ amountCents: 5490, goodsCents: 5490, status: 'accepted', answer: '已受理' })
    }))

  it('M5: a month is not closed while a statement is being written into it', () =>
    withImportDesk(worker.entry, async (desk) => {
      await statement(desk, 'october.csv', [FIRST])
      desk.kernel.write(desk.actor, { name: 'test.batch' }, (tx) => putBatch(tx, { ...blank, id: 'running', file: 'running.csv' }))
      expect(() => closeMonth(desk.kernel, desk.actor, { month: '2026-10' })).toThrow(expect.objectContaining({ code: 'BUSY', detail: { what: 'import', files: ['running.csv'] } }))
    }))
})

const blank = {
  kind: 'statement', platform: null, courierId: 'yto', shopId: null, month: '2026-10', encoding: null, mappingId: null, actorId: 'a', at: 0, state: 'publishing',
  rows: 0, inserted: 0, updated: 0, unchanged: 0, totalCents: 0, publishedTo: 0, header: '[]', rejectedCount: 0, warningCount: 0,
}
