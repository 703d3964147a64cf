import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CASE_VIEWS, type CaseFilter, type CaseSort, type CaseView } from '../../src/contract/queue'
import { isArchiveView, sortsOf } from '../../src/domain/case/queue'
import { countSql, queueSql, windowSql } from '../../src/backend/repositories/queue'
import { queueWhere } from '../../src/backend/repositories/queue-where'
import { queueQuery } from '../../src/backend/services/case-read'
import { askQueue, COUNTED_VIEWS } from '../../src/backend/services/queue-question'
import { createCase } from '../../src/backend/services/case-write'
import { createShop } from '../../src/backend/services/masters'
import { foundFolder, type TestFolder } from '../support/kernel'

type Bind = string | number | null

let test: TestFolder
beforeAll(async () => {
  test = await foundFolder()
  createShop(test.kernel, test.actor, { name: '另一家店', platform: 'jd' })
  createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: 'a' })
})
afterAll(() => test.open.close())

const explain = ({ sql, params }: { sql: string; params: readonly unknown[] }): string[] =>
  test.kernel.db.readable.prepare<Bind[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...(params as Bind[])).map((row) => row.detail)

/** Every filter alone, with one value and with several, and some together. */
const FILTERS: Readonly<Record<string, CaseFilter>> = {
  none: {},
  kind: { kinds: ['lost'] },
  kinds: { kinds: ['lost', 'damaged'] },
  shop: { shopIds: ['s1'] },
  shops: { shopIds: ['s1', 's2'] },
  'kind and shop': { kinds: ['lost'], shopIds: ['s1'] },
  status: { statuses: ['working'] },
  statuses: { statuses: ['working', 'new'] },
  assignee: { assigneeIds: ['x'] },
  nobody: { assigneeIds: ['nobody'] },
  assignees: { assigneeIds: ['x', 'nobody'] },
  platform: { platforms: ['jd'] },
  priority: { priorities: [2, 3] },
  flag: { flags: [1] },
  opened: { openedFrom: 1, openedTo: 2 },
  amount: { amountFrom: 1, amountTo: 2 },
  claim: { hasClaim: true },
  'no claim': { hasClaim: false },
  everything: { kinds: ['lost'], shopIds: ['s1'], statuses: ['new'], assigneeIds: ['x'], platforms: ['jd'], priorities: [1], flags: [2], openedFrom: 1, openedTo: 9, amountFrom: 1, amountTo: 2, hasClaim: true },
}
const cursorFor = (sort: CaseSort): string => (sort === 'priority' ? '2,1790000000000:some-id' : '1790000000000:some-id')

/** Indexes of open cases alone: about one in fifty, whatever the archive holds. */
const OPEN_INDEX = /USING (COVERING )?INDEX cases_(open|mine|waiting)_/

describe('X2, C10: no page of the queue scans the cases', () => {
  it('X7: the archive of one kind or one shop walks closed cases only: the newest cases are mostly open ones', () => {
    const planOf = (filter: Parameters<typeof queueQuery>[2]['filter']): string =>
      explain(queueSql(test.kernel.read, queueQuery(test.kernel, test.actor, { view: 'resolved', sort: 'newest', filter, cursor: null, limit: 100 }))).join(' / ')
    expect(planOf({ kinds: ['lost'] })).toContain('cases_over_kind')
    expect(planOf({ shopIds: ['s1'] })).toContain('cases_over_shop')
  })

  const combinations = CASE_VIEWS.flatMap((view) => sortsOf(view).map((sort) => [view, sort] as [CaseView, CaseSort]))
  it.each(combinations)('view %s sorted by %s, under every filter, first page and next', (view, sort) => {
    for (const [name, filter] of Object.entries(FILTERS)) {
      for (const cursor of [null, cursorFor(sort)]) {
        const query = queueQuery(test.kernel, test.actor, { view, sort, filter, cursor, limit: 100 })
        for (const statement of [queueSql(test.kernel.read, query), queueSql(test.kernel.read, { ...query, columns: 'sheet' })]) {
          const plan = explain(statement)
          const where = `${view} by ${sort}, ${name}, ${cursor === null ? 'first' : 'next'}: ${plan.join(' / ')}`
          const steps = plan.filter((step) => /^(SCAN|SEARCH) cases\b/.test(step))
          expect(steps, where).toHaveLength(1)
          const [step = ''] = steps
          if (isArchiveView(view)) {
            // walked in the order of an index and cut by the limit or the window; nothing is sorted
            expect(step, where).toMatch(/USING (COVERING )?INDEX cases_(over_opened|over_kind|over_shop|opened|kind_opened|shop_opened)/)
            expect(plan.some((one) => one.includes('TEMP B-TREE')), where).toBe(false)
          } else {
            expect(step, where).toMatch(OPEN_INDEX)
            // by deadline the index has the order; any other order sorts the open cases that match, never the archive
            if (sort === 'due') expect(plan.some((one) => one.includes('TEMP B-TREE')), where).toBe(false)
            else expect(step, where).toMatch(/^SEARCH/)
          }
          // a page further down begins where the one before ended
          if (cursor !== null) expect(step, where).toMatch(/^SEARCH/)
        }
      }
    }
  })

  it('a window of the archive is measured in an index alone', () => {
    for (const view of CASE_VIEWS.filter(isArchiveView)) {
      for (const sort of sortsOf(view)) {
        for (const [name, filter] of Object.entries(FILTERS)) {
          const { order, spec } = askQueue(test.kernel, test.actor, { view, sort, filter })
          const { base, windowed } = queueWhere(spec)
          if (!windowed) continue
          const plan = explain(windowSql(test.kernel.read, { order, where: base, after: { values: [5], id: 'x' } }, 4000))
          expect(plan.join(' / '), `${view} ${sort} ${name}`).toMatch(/SEARCH cases USING (COVERING )?INDEX cases_/)
          expect(plan.join(' / ')).not.toContain('TEMP B-TREE')
        }
      }
    }
  })

  it.each(COUNTED_VIEWS)('the count of %s walks open cases only, and ends at the cap', (view) => {
    const { where } = queueWhere(askQueue(test.kernel, test.actor, { view }).spec)
    const statement = countSql(test.kernel.read, where, 1000)
    const step = explain(statement).find((one) => /^(SCAN|SEARCH) cases\b/.test(one)) ?? ''
    expect(step).toMatch(OPEN_INDEX)
    expect(statement.params.at(-1)).toBe(1001)
  })

  it('the archive refuses a sort that no index serves', () => {
    expect(() => queueQuery(test.kernel, test.actor, { view: 'all', sort: 'amount', limit: 10 })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  })
})
