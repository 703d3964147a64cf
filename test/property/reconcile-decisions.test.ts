import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, MonthBooks } from '../../src/domain/reconcile/books'
import { applyChange, inBookOrder, inputOf, inverseOf } from '../../src/domain/reconcile/books'
import type { Decided, LoggedDecision } from '../../src/domain/reconcile/decisions'
import { acceptCandidate, mergeLines, rejectPair, splitLine, undoDecision, writeOffRest } from '../../src/domain/reconcile/decisions'
import { matchesToStore, reconcile } from '../../src/domain/reconcile/reconcile'
import type { ReconcileInput, ReconcileResult } from '../../src/domain/reconcile/types'
import { livelyScenario, scenario } from './reconcile-scenario'
import { check } from '../support/properties'

const TERMS = { prefixes: { sf: ['SF'] } }

const step = fc.record({
  kind: fc.constantFrom('accept', 'accept', 'reject', 'split', 'merge', 'write-off', 'undo', 'run'),
  claims: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }),
  lines: fc.array(fc.nat(13), { minLength: 1, maxLength: 3 }),
  /** Parts of a hundred of the line, for a split. */
  share: fc.integer({ min: 1, max: 60 }),
  isSupervisor: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Books as the store keeps them: what a run has found is stored, and no pair is both refused and a person's match. */
function booksFrom(input: ReconcileInput): MonthBooks {
  const matches = input.previousMatches ?? []
  const refused = (input.refused ?? []).filter(
    (pair, at, all) => all.findIndex((other) => other.claimId === pair.claimId && other.lineId === pair.lineId) === at && !matches.some((row) => row.claimId === pair.claimId && row.lineId === pair.lineId),
  )
  const earlier = new Map(matches.map((row) => [`${row.month} ${row.lineId} ${row.claimId}`, row]))
  return stored(inBookOrder({ month: input.month, closed: false, claims: input.claims, lines: input.lines, matches: [...earlier.values()], refused }))
}

const figures = (books: MonthBooks): ReconcileResult => reconcile(inputOf(books, TERMS))

/** A run stores its matches of the month in place of those that were there. */
function stored(books: MonthBooks): MonthBooks {
  return inBookOrder({ ...books, matches: [...books.matches.filter((row) => row.month !== books.month), ...matchesToStore(figures(books))] })
}

function decide(books: MonthBooks, wish: Step): Decided {
  const claimId = (at = 0): string => `c${(wish.claims[at] ?? 0) % Math.max(books.claims.length, 1)}`
  const lineIdOf = (place: number): string => `l${place % Math.max(books.lines.length, 1)}`
  const lineId = lineIdOf(wish.lines[0] ?? 0)
  const amount = books.lines.find(({ id }) => id === lineId)?.amountCents ?? 0
  switch (wish.kind) {
    case 'reject':
      return rejectPair(books, { claimId: claimId(), lineId })
    case 'split':
      return splitLine(books, { lineId, parts: wish.claims.map((_, at) => ({ claimId: claimId(at), cents: Math.trunc((amount / 100) * wish.share) })) })
    case 'merge':
      return mergeLines(books, { claimId: claimId(), lineIds: wish.lines.map(lineIdOf) })
    case 'write-off':
      return writeOffRest(books, { claimId: claimId(), reason: '差额太小', day: '2026-10-31', limitCents: 300, isSupervisor: wish.isSupervisor })
    default:
      return acceptCandidate(books, { claimId: claimId(), lineIds: [lineId] })
  }
}

function expectSound(books: MonthBooks): void {
  const result = figures(books)
  expect(result.invariantsBroken).toEqual([])
  const pairs = result.matched.flatMap(({ allocations }) => allocations.map(({ lineId, claimId }) => `${lineId} ${claimId}`))
  expect(new Set(pairs).size).toBe(pairs.length)
  const counted = new Map<string, number>()
  for (const { allocations } of result.matched) for (const { lineId, creditedCents } of allocations) counted.set(lineId, (counted.get(lineId) ?? 0) + creditedCents)
  for (const { id, amountCents } of books.lines) expect(Math.abs(counted.get(id) ?? 0)).toBeLessThanOrEqual(Math.abs(amountCents))
}

const anyMonth = fc.oneof({ weight: 1, arbitrary: scenario }, { weight: 3, arbitrary: livelyScenario() })

describe('M3, M4: properties of decisions', () => {
  it('M3, M4: any sequence of decisions, runs and undos keeps the invariants, and no cent counts twice', () => {
    check(
      fc.property(anyMonth, fc.array(step, { minLength: 1, maxLength: 6 }), (input, steps) => {
        let books = booksFrom(input)
        let log: LoggedDecision[] = []
        expectSound(books)
        for (const [at, wish] of steps.entries()) {
          if (wish.kind === 'run') books = stored(books)
          else if (wish.kind === 'undo') {
            const target = log[(wish.lines[0] ?? 0) % Math.max(log.length, 1)]
            const undone = target === undefined ? null : undoDecision(books, log, target.id)
            if (undone === null || !undone.ok) continue
            books = applyChange(books, undone.change)
            log = log.map((entry) => (entry === target ? { ...entry, undone: true } : entry))
          } else {
            const decided = decide(books, wish)
            if (!decided.ok) continue
            books = applyChange(books, decided.change)
            log.push({ id: String(at), change: decided.change, undone: false })
          }
          expectSound(books)
        }
      }),
    )
  })

  it('M4: a decision and its undo are as if nothing had been, in the books and in every figure', () => {
    check(
      fc.property(anyMonth, step, (input, wish) => {
        const books = booksFrom(input)
        const decided = decide(books, wish)
        fc.pre(decided.ok)
        const { change } = decided.ok ? decided : { change: NOTHING }
        const after = applyChange(books, change)
        const back = applyChange(after, inverseOf(change))
        expect(back).toEqual(books)
        expect(figures(back)).toEqual(figures(books))
        expect(inverseOf(inverseOf(change))).toEqual({ ...change, kind: 'undo' })
      }),
    )
  })

  it('M4: what was decided stands in the next run, to the cent', () => {
    check(
      fc.property(anyMonth, step, (input, wish) => {
        const books = booksFrom(input)
        const decided = decide(books, wish)
        fc.pre(decided.ok)
        const { change } = decided.ok ? decided : { change: NOTHING }
        const next = stored(applyChange(books, change))
        for (const row of change.store) {
          expect(next.matches).toContainEqual(expect.objectContaining({ lineId: row.lineId, claimId: row.claimId, creditedCents: row.creditedCents, origin: 'person' }))
        }
        for (const pair of change.refuse) expect(next.matches.some((row) => row.month === next.month && row.lineId === pair.lineId && row.claimId === pair.claimId)).toBe(false)
      }),
    )
  })
})

const NOTHING: Change = { kind: 'undo', store: [], remove: [], refuse: [], allow: [], endings: [] }
