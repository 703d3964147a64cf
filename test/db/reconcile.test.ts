import { describe, expect, it } from 'vitest'
import { createCase } from '../../src/backend/services/case-write'
import { getCase } from '../../src/backend/services/case-read'
import { getClaim, setClaimStatus } from '../../src/backend/services/claims'
import { explainMonth, listStatementLines, reconcileOverview, runReconcile } from '../../src/backend/services/reconcile'
import { dropMatch } from '../../src/backend/repositories/reconcile'
import { putStatementLine } from '../../src/backend/repositories/statements'
import { reconcileExplanationSchema, reconcileResultSchema, statementLineSchema } from '../../src/contract/reconcile'
import { foundFolder, type TestFolder } from '../support/kernel'
import { addClaim, addLine, countRows } from '../support/reconcile-month'

const OCTOBER = { month: '2026-10' }

const timeless = <T extends { ms: number }>({ ms: _ms, ...rest }: T): Omit<T, 'ms'> => rest

interface MatchRow { id: string; claim_id: string; line_id: string; month: string; stage: string; credited_cents: number; deleted_at: number | null }
const storedMatches = ({ kernel }: TestFolder): MatchRow[] => kernel.db.readable.prepare<[], MatchRow>('SELECT * FROM recon_match ORDER BY id').all()
const alive = (test: TestFolder): MatchRow[] => storedMatches(test).filter((row) => row.deleted_at === null)

function statusOf({ kernel }: TestFolder, id: string): [number, string] {
  const { creditedCents, status } = getClaim(kernel, id)
  return [creditedCents, status]
}

/** October of SF: every way in which a courier pays, does not pay, or takes back. */
async function october() {
  const test = await foundFolder()
  const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: 'amy.w', waybill: 'SF1000000000001' })
  const claims = {
    exact: addClaim(test, 'SF1000000000001', 8900, { freightCents: 1200, caseId }),
    short: addClaim(test, 'SF1000000000002', 30_000, { freightCents: 1800 }),
    over: addClaim(test, 'SF1000000000003', 5000),
    clawed: addClaim(test, 'SF1000000000004', 12_000),
    instalments: addClaim(test, 'SF1000000000005', 20_000),
    doubled: addClaim(test, 'SF1000000000006', 7700),
    damaged: addClaim(test, 'SF1000000000007', 6600),
    earlier: addClaim(test, 'SF1000000000008', 40_000, { filedOn: '2026-08-30' }),
    numbered: addClaim(test, 'SF1000000000009', 9900, { workOrderNo: 'GD20261009001' }),
    granted: addClaim(test, 'SF1000000000010', 15_000),
    rejected: addClaim(test, 'SF1000000000011', 3300),
    next: addClaim(test, 'SF1000000000012', 4400, { filedOn: '2026-11-02' }),
  }
  setClaimStatus(test.kernel, test.actor, claims.granted.id, { status: 'granted', grantedCents: 12_000 })
  setClaimStatus(test.kernel, test.actor, claims.rejected.id, { status: 'rejected' })
  addLine(test, 'SF1000000000008', 10_000, { month: '2026-09' })
  runReconcile(test.kernel, test.actor, { month: '2026-09' })
  const lines = {
    exact: addLine(test, 'SF1000000000001', 10_100),
    short: addLine(test, 'SF1000000000002', 30_000),
    over: addLine(test, 'SF1000000000003', 5500),
    clawedCredit: addLine(test, 'SF1000000000004', 12_000),
    clawBack: addLine(test, 'SF1000000000004', -12_000, { lineClass: 'claw-back' }),
    first: addLine(test, 'SF1000000000005', 13_000),
    second: addLine(test, 'SF1000000000005', 7000),
    doubled: addLine(test, 'SF1000000000006', 7700),
    doubledAgain: addLine(test, 'SF1000000000006', 7700),
    damaged: addLine(test, '1.23E+14', 6600, { damaged: true }),
    earlier: addLine(test, 'SF1000000000008', 5000),
    numbered: addLine(test, null, 9900, { workOrderNo: 'gd20261009001' }),
    freight: addLine(test, 'SF2000000000001', -1500, { lineClass: 'freight' }),
    premium: addLine(test, 'SF2000000000001', -300, { lineClass: 'premium' }),
    other: addLine(test, null, -1000, { lineClass: 'other' }),
  }
  return { test, caseId, claims, lines }
}

describe('reconciliation in the database (M1–M3)', () => {
  it('M2, M3: a month comes out to the cent, and what it found is stored', async () => {
    const { test, claims, lines } = await october()
    const result = runReconcile(test.kernel, test.actor, OCTOBER)
    expect(reconcileResultSchema.parse(result)).toEqual(result)

    const stage = (claim: { claimNo: string }): unknown[] => result.matched.filter((match) => match.claimNos.includes(claim.claimNo)).map((match) => [match.stage, match.creditedCents, match.differenceCents])
    expect(stage(claims.exact)).toEqual([['exact', 10_100, 0]])
    expect(stage(claims.short)).toEqual([['parts', 30_000, -1800]])
    expect(stage(claims.over)).toEqual([['short-over', 5500, 500]])
    expect(stage(claims.clawed)).toEqual([['claw-back', 0, -12_000]])
    expect(stage(claims.instalments)).toEqual([['instalments', 20_000, 0]])
    expect(stage(claims.doubled)).toEqual([['exact', 7700, 0]])
    expect(stage(claims.damaged)).toEqual([])
    expect(stage(claims.earlier)).toEqual([['short-over', 5000, -25_000]])
    expect(stage(claims.numbered)).toEqual([['number', 9900, 0]])
    // The damaged number proposes nothing by itself; its money and its time do, and only to a person.
    expect(result.review.map(({ lineIds, claimNos, stage: by }) => [lineIds, claimNos, by])).toEqual([
      [[lines.doubledAgain], [claims.doubled.claimNo], 'exact'],
      [[lines.damaged], [claims.damaged.claimNo], 'window'],
    ])

    expect(result).toMatchObject({
      claims: 11,
      claimedCents: 10_100 + 31_800 + 5000 + 12_000 + 20_000 + 7700 + 6600 + 40_000 + 9900 + 15_000 + 3300,
      lines: 15,
      statementCents: 10_100 + 30_000 + 5500 + 20_000 + 15_400 + 6600 + 5000 + 9900 - 2800,
      creditedCents: 10_100 + 30_000 + 5500 + 20_000 + 7700 + 15_000 + 9900,
      shortPaidCents: 1800 + 12_000 + 25_000,
      overPaidCents: 500,
      grantedNotCreditedCents: 12_000,
      awaitingCents: 6600,
      outstandingCents: 18_600,
      rejectedCents: 3000 + 3300,
      withdrawnCents: 0,
      givenUpCents: 0,
      unexplainedCents: 7700 + 6600,
      chargesCents: -1800,
      otherCents: -1000,
      invariantsHold: true,
    })
    expect(alive(test).filter((row) => row.month === '2026-10')).toHaveLength(10)
    expect(storedMatches(test).map((row) => row.id)).toContain(`${lines.exact}:${claims.exact.id}`)
    test.open.close()
  })

  it('L1, M3: credit over all months and the status that follows stand on the claims, and the case hears of it', async () => {
    const { test, caseId, claims } = await october()
    expect(getClaim(test.kernel, claims.earlier.id)).toMatchObject({ creditedCents: 10_000, balanceCents: 30_000, status: 'part-credited' })
    runReconcile(test.kernel, test.actor, OCTOBER)
    const states = Object.fromEntries(Object.entries(claims).map(([name, { id }]) => [name, statusOf(test, id)]))
    expect(states).toEqual({
      exact: [10_100, 'credited'],
      short: [30_000, 'part-credited'],
      over: [5500, 'credited'],
      clawed: [0, 'clawed-back'],
      instalments: [20_000, 'credited'],
      doubled: [7700, 'credited'],
      damaged: [0, 'filed'],
      earlier: [15_000, 'part-credited'],
      numbered: [9900, 'credited'],
      granted: [0, 'granted'],
      rejected: [0, 'rejected'],
      next: [0, 'filed'],
    })
    const events = getCase(test.kernel, caseId).timeline.filter((event) => event.type === 'claim-credited')
    expect(events.map((event) => event.data)).toEqual([expect.objectContaining({ claimId: claims.exact.id, month: '2026-10', creditedCents: 10_100, changeCents: 10_100, status: 'credited' })])
    test.open.close()
  })

  it('M1, section 14: a second run answers the same and changes no row', async () => {
    const { test } = await october()
    const first = runReconcile(test.kernel, test.actor, OCTOBER)
    const before = { log: countRows(test, 'change_log'), matches: storedMatches(test), claims: test.kernel.db.readable.prepare('SELECT * FROM claim ORDER BY id').all() }
    test.clock.now += 86_400_000
    const second = runReconcile(test.kernel, test.actor, OCTOBER)
    expect(timeless(second)).toEqual(timeless(first))
    expect({ log: countRows(test, 'change_log'), matches: storedMatches(test), claims: test.kernel.db.readable.prepare('SELECT * FROM claim ORDER BY id').all() }).toEqual(before)

    // September reads the same after October.
    const september = runReconcile(test.kernel, test.actor, { month: '2026-09' })
    expect(september).toMatchObject({ claims: 1, creditedCents: 10_000, shortPaidCents: 30_000, invariantsHold: true })
    expect(countRows(test, 'change_log')).toBe(before.log)
    test.open.close()
  })

  it('M2: a claim registered late takes its line on the next run', async () => {
    const { test } = await october()
    const line = addLine(test, 'SF1000000000099', 2500)
    expect(runReconcile(test.kernel, test.actor, OCTOBER)).toMatchObject({ unexplainedCents: 16_800 })
    const late = addClaim(test, 'SF1000000000099', 2500, { filedOn: '2026-10-31' })
    const result = runReconcile(test.kernel, test.actor, OCTOBER)
    expect(result).toMatchObject({ unexplainedCents: 14_300, claims: 12, invariantsHold: true })
    expect(result.matched.find((match) => match.lineIds.includes(line))?.claimNos).toEqual([late.claimNo])
    expect(getClaim(test.kernel, late.id)).toMatchObject({ creditedCents: 2500, status: 'credited' })
    test.open.close()
  })

  it('M3, S3: a match that no longer fits is deleted with its credit, and comes back when it fits again', async () => {
    const test = await foundFolder()
    const claim = addClaim(test, 'SF1000000000001', 5000)
    const lineId = addLine(test, 'SF1000000000001', 5000)
    const moveTo = (month: string): void => {
      test.kernel.write(test.actor, { name: 'test.move' }, (tx) =>
        putStatementLine(tx, {
          id: lineId, courierId: 'sf', month, batchId: 'b', file: 'f.csv', rowNo: 2, waybill: 'SF1000000000001', waybillKey: 'SF1000000000001', waybillRaw: 'SF1000000000001', waybillDamaged: false,
          amountCents: 5000, lineClass: 'claim-credit', workOrderNo: null, occurredOn: null, memo: null, createdAt: 1,
        }),
      )
    }
    const matchId = `${lineId}:${claim.id}`
    runReconcile(test.kernel, test.actor, OCTOBER)
    expect(alive(test)).toMatchObject([{ id: matchId, month: '2026-10' }])

    moveTo('2026-11')
    expect(runReconcile(test.kernel, test.actor, OCTOBER)).toMatchObject({ lines: 0, creditedCents: 0, awaitingCents: 5000, invariantsHold: true })
    expect(alive(test)).toEqual([])
    expect(getClaim(test.kernel, claim.id)).toMatchObject({ creditedCents: 0, status: 'filed' })

    moveTo('2026-10')
    expect(runReconcile(test.kernel, test.actor, OCTOBER)).toMatchObject({ creditedCents: 5000, invariantsHold: true })
    expect(alive(test)).toMatchObject([{ id: matchId, month: '2026-10' }])
    expect(getClaim(test.kernel, claim.id)).toMatchObject({ creditedCents: 5000, status: 'credited' })
    const changes = test.kernel.db.readable.prepare<[string], { fields: string }>("SELECT fields FROM change_log WHERE row_id = ? AND field_group = 'deleted' ORDER BY seq").all(matchId)
    expect(changes.map(({ fields }) => JSON.parse(fields) as unknown)).toEqual([{ deleted_at: expect.any(Number) as number }, { deleted_at: null }])

    // Straight into the next month: the same row moves with its line, and its credit is counted once.
    moveTo('2026-11')
    expect(runReconcile(test.kernel, test.actor, { month: '2026-11' })).toMatchObject({ creditedCents: 5000, invariantsHold: true })
    expect(alive(test)).toMatchObject([{ id: matchId, month: '2026-11' }])
    expect(getClaim(test.kernel, claim.id)).toMatchObject({ creditedCents: 5000, status: 'credited' })
    test.open.close()
  })

  it('M2: what a person gave up stays given up, with the credit it had', async () => {
    const { test, claims } = await october()
    const first = runReconcile(test.kernel, test.actor, OCTOBER)
    setClaimStatus(test.kernel, test.actor, claims.short.id, { status: 'given-up', why: '余款不追' })
    const second = runReconcile(test.kernel, test.actor, OCTOBER)
    expect(second).toMatchObject({ creditedCents: first.creditedCents, shortPaidCents: first.shortPaidCents - 1800, givenUpCents: 1800, invariantsHold: true })
    expect(getClaim(test.kernel, claims.short.id)).toMatchObject({ creditedCents: 30_000, status: 'given-up' })
    const log = countRows(test, 'change_log')
    expect(timeless(runReconcile(test.kernel, test.actor, OCTOBER))).toEqual(timeless(second))
    expect(countRows(test, 'change_log')).toBe(log)
    test.open.close()
  })

  it('M3: a run for one courier leaves the others alone, and both add up to the whole', async () => {
    const { test } = await october()
    const other = addClaim(test, 'YT7531000000001', 6000, { courierId: 'yto' })
    addLine(test, '7531000000001', 6000, { courierId: 'yto' })
    runReconcile(test.kernel, test.actor, OCTOBER)
    const kept = alive(test)
    const yto = runReconcile(test.kernel, test.actor, { ...OCTOBER, courierId: 'yto' })
    expect(yto).toMatchObject({ claims: 1, lines: 1, creditedCents: 6000, invariantsHold: true })
    expect(yto.matched.map(({ stage, claimNos }) => [stage, claimNos])).toEqual([['normalised', [other.claimNo]]])
    const sf = runReconcile(test.kernel, test.actor, { ...OCTOBER, courierId: 'sf' })
    expect(alive(test)).toEqual(kept)
    const all = runReconcile(test.kernel, test.actor, OCTOBER)
    for (const figure of ['claims', 'claimedCents', 'lines', 'statementCents', 'creditedCents', 'unexplainedCents'] as const) expect(all[figure]).toBe(sf[figure] + yto[figure])
    test.open.close()
  })

  it('M3: claims in another currency or on somebody else take no part', async () => {
    const { test, claims } = await october()
    const { claims: covered } = runReconcile(test.kernel, test.actor, OCTOBER)
    test.kernel.db.writable.prepare("UPDATE claim SET currency = 'USD' WHERE id = ?").run(claims.exact.id)
    test.kernel.db.writable.prepare("UPDATE claim SET counterparty = 'supplier' WHERE id = ?").run(claims.over.id)
    expect(runReconcile(test.kernel, test.actor, OCTOBER)).toMatchObject({ claims: covered - 2, invariantsHold: true })
    test.open.close()
  })

  it('M4: the explanation says why without storing anything', async () => {
    const { test, claims, lines } = await october()
    const before = countRows(test, 'change_log') + countRows(test, 'audit')
    const explained = explainMonth(test.kernel, OCTOBER)
    expect(reconcileExplanationSchema.parse(explained)).toMatchObject({ currency: 'CNY', invariantsBroken: [] })
    expect(countRows(test, 'change_log') + countRows(test, 'audit')).toBe(before)
    expect(alive(test).filter((row) => row.month === '2026-10')).toEqual([])
    expect(explained.unexplained.map(({ lineId, inReview, reasonZh }) => [lineId, inReview, reasonZh])).toEqual([
      [lines.doubledAgain, true, '对应的理赔已经到账，可能是重复到账'],
      [lines.damaged, true, '运单号已被表格软件损坏，不作猜测；有理赔的快递、金额和时间都吻合，请核对'],
    ])
    const why = Object.fromEntries(explained.openClaims.map((claim) => [claim.claimNo, claim]))
    expect(why[claims.short.claimNo]).toMatchObject({ bucket: 'short-paid', shortPaidCents: 1800, reasonEn: 'claimed ¥318.00, credited ¥300.00, short by ¥18.00' })
    expect(why[claims.over.claimNo]?.reasonZh).toContain('多赔')
    expect(why[claims.granted.claimNo]?.reasonZh).toContain('不认')
    expect(why[claims.clawed.claimNo]?.reasonEn).toContain('taken back')
    expect(why[claims.exact.claimNo]).toBeUndefined()
    expect(explained.counts).toEqual({ matched: 8, review: 2, unexplained: 2, openClaims: explained.openClaims.length })
    expect(timeless(explained.result)).toEqual(timeless(runReconcile(test.kernel, test.actor, OCTOBER)))
    test.open.close()
  })

  it('M3: the overview counts lines, claims and what is left per courier', async () => {
    const { test } = await october()
    addLine(test, 'YT7531000000001', 6000, { courierId: 'yto' })
    expect(reconcileOverview(test.kernel, OCTOBER)).toEqual([
      { courierId: 'sf', courierName: '顺丰速运', lines: 15, totalCents: 99_700, claims: 11, openClaims: 10, unmatchedLines: 12 },
      { courierId: 'yto', courierName: '圆通速递', lines: 1, totalCents: 6000, claims: 0, openClaims: 0, unmatchedLines: 1 },
    ])
    runReconcile(test.kernel, test.actor, OCTOBER)
    // Open: short, damaged, earlier, granted, and the one that was clawed back.
    expect(reconcileOverview(test.kernel, OCTOBER)[0]).toMatchObject({ lines: 15, claims: 11, openClaims: 5, unmatchedLines: 2 })
    expect(reconcileOverview(test.kernel, { month: '2020-01' })).toEqual([])
    test.open.close()
  })

  it('M3: lines page in the order of their file and say what they are matched to', async () => {
    const { test, claims, lines } = await october()
    runReconcile(test.kernel, test.actor, OCTOBER)
    const walk = (only: 'all' | 'unexplained' | 'matched' | 'charges') => {
      const rows = []
      let cursor: string | null = null
      do {
        const page = listStatementLines(test.kernel, { ...OCTOBER, only, cursor, limit: 4 })
        expect(page.rows.length).toBeLessThanOrEqual(4)
        rows.push(...page.rows)
        cursor = page.nextCursor
      } while (cursor !== null)
      return rows
    }
    const all = walk('all')
    expect(all.map((line) => statementLineSchema.parse(line).id)).toEqual(Object.values(lines))
    expect(all.find((line) => line.id === lines.exact)).toMatchObject({ row: 2, matchStage: 'exact', claimNos: [claims.exact.claimNo] })
    expect(all.find((line) => line.id === lines.damaged)).toMatchObject({ waybill: null, waybillRaw: '1.23E+14', waybillDamaged: true, matchStage: null, claimNos: [] })
    expect(walk('unexplained').map(({ id }) => id)).toEqual([lines.doubledAgain, lines.damaged])
    expect(walk('charges').map(({ id }) => id)).toEqual([lines.freight, lines.premium, lines.other])
    expect(walk('matched')).toHaveLength(10)
    expect(listStatementLines(test.kernel, { ...OCTOBER, courierId: 'yto', only: 'all', limit: 10 })).toEqual({ rows: [], nextCursor: null })

    test.kernel.write(test.actor, { name: 'test.drop' }, (tx) => dropMatch(tx, `${lines.exact}:${claims.exact.id}`))
    expect(walk('unexplained').map(({ id }) => id)).toContain(lines.exact)
    test.open.close()
  })
})
