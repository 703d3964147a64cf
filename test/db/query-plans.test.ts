import { describe, expect, it } from 'vitest'
import { CASE_VIEWS, type CaseView } from '../../src/contract/cases'
import { queueSql } from '../../src/backend/repositories/cases'
import { queueQuery } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { foundFolder } from '../support/kernel'

type Bind = string | number | null

function planOf(test: Awaited<ReturnType<typeof foundFolder>>, view: CaseView, cursor: string | null): string[] {
  const { sql, params } = queueSql(test.kernel.read, queueQuery(test.kernel, test.actor, { view, cursor, limit: 100 }))
  return test.kernel.db.readable.prepare<Bind[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...(params as Bind[])).map((row) => row.detail)
}

describe('X2: pages of the queue are read off an index', () => {
  it.each(CASE_VIEWS.flatMap((view) => [[view, null], [view, '1790000000000:some-id']] as [CaseView, string | null][]))('view %s from cursor %s', async (view, cursor) => {
    const test = await foundFolder()
    createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: 'a' })
    const plan = planOf(test, view, cursor)
    const casesStep = plan.find((step) => /\bcases\b/.test(step)) ?? ''
    expect(casesStep).toMatch(/USING (COVERING )?INDEX cases_/)
    expect(plan.some((step) => step.includes('TEMP B-TREE'))).toBe(false)
    // Without a cursor, `all` and `resolved` walk their index from its end: that is a scan of an index in order, cut by the limit.
    if (cursor !== null || !['all', 'resolved', 'open', 'waiting'].includes(view)) expect(casesStep).toMatch(/^SEARCH/)
    test.open.close()
  })
})
