import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROLES } from '../../src/domain/identity/roles'
import { movesFor, moveProblem, stateAfterEdit } from '../../src/domain/register/moves'
import { moveOf, stateOf, type RegisterValue, type RegisterValues } from '../../src/domain/register/register'
import { checkAsked, checkEdit, checkNew, isDay, searchWords } from '../../src/domain/register/values'
import { valueWords } from '../../src/domain/register/words'
import { ROOT } from '../support/folders'
import { check } from '../support/properties'
import { readRegister } from '../support/registers'

const loans = readRegister()
const reviews = readRegister(`${ROOT}/resources/registers/reviews.yaml`)
const anyValue: fc.Arbitrary<RegisterValue> = fc.oneof(
  fc.string(),
  fc.constantFrom('photo', 'check', '2026-02-28', '2026-02-29', '', '  '),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.array(fc.record({ title: fc.string(), quantity: fc.integer({ min: -2, max: 9 }) }), { maxLength: 3 }),
)
const anyValues = (ids: readonly string[]): fc.Arbitrary<RegisterValues> => fc.dictionary(fc.constantFrom(...ids, 'stranger'), anyValue, { maxKeys: 8 })
const ids = loans.fields.map(({ id }) => id)
const terms = { locale: 'en' as const, currency: 'CNY', timeZone: 'Asia/Shanghai', whole: false, staffName: () => null, shopName: () => null, courierName: () => null }

describe('S8: values of a described register', () => {
  it('what is taken is of its kind: taking it again changes nothing, and it can be said in both languages', () => {
    check(
      fc.property(anyValues(ids), (given) => {
        const { values, problems } = checkNew(loans, given)
        expect(Object.keys(values)).toEqual(ids)
        if (problems.length > 0) return
        expect(checkNew(loans, values)).toEqual({ values, problems: [] })
        for (const field of loans.fields) for (const locale of ['zh', 'en'] as const) expect(typeof valueWords(field, values[field.id], { ...terms, locale })).toBe('string')
        expect(searchWords(loans, 'LN-1', values)).toBe(searchWords(loans, 'LN-1', values).toLowerCase())
      }),
    )
  })

  it('a locked state gives away only what is always open; a required field is never emptied', () => {
    check(
      fc.property(anyValues(ids), fc.constantFrom(...loans.states), (given, state) => {
        const { values } = checkEdit(loans, state.id, given)
        for (const id of Object.keys(values)) if (state.locked) expect(loans.fields.find((field) => field.id === id)?.always).toBe(true)
        const { problems } = checkEdit(loans, 'asked', { sku: null })
        expect(problems).toEqual([{ field: 'sku', why: 'missing' }])
      }),
    )
  })

  it('a day is one of the calendar', () => {
    check(
      fc.property(fc.integer({ min: 1970, max: 2100 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), (year, month, day) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
        const at = new Date(Date.UTC(year, month - 1, day))
        expect(isDay(text)).toBe(at.getUTCMonth() === month - 1)
      }),
    )
  })
})

describe('S8: steps of a described register', () => {
  const action = fc.record({ move: fc.constantFrom(...reviews.moves.map(({ id }) => id), 'nothing'), role: fc.constantFrom(...ROLES), actor: fc.constantFrom('a', 'b'), reason: fc.constantFrom(null, '', 'because'), edit: fc.boolean(), values: anyValues(reviews.fields.map(({ id }) => id)) })

  it('no sequence of steps and corrections leaves the states of the description, or takes a step without its demands', () => {
    check(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        let state: string = reviews.states[0].id
        let values: RegisterValues = checkNew(reviews, { rating: 'bad', day: '2026-11-20', words: 'x' }).values
        for (const { move: id, role, actor, reason, edit, values: given } of actions) {
          if (edit) {
            const checked = checkEdit(reviews, state, given)
            if (checked.problems.length === 0 && Object.keys(checked.values).length > 0) {
              values = { ...values, ...checked.values }
              state = stateAfterEdit(reviews, state)
            }
          } else {
            const who = { state, createdBy: 'a', actorId: actor, role, activeStaff: 2 }
            const move = moveOf(reviews, id)
            const problem = moveProblem(reviews, id, { ...who, reason })
            if (problem === null && move !== undefined) {
              expect(movesFor(reviews, who)).toContain(move)
              const checked = checkAsked(reviews, move, values, given)
              if (checked.problems.length > 0) continue
              values = { ...values, ...checked.values }
              for (const demanded of move.demands) expect(values[demanded]).not.toBeNull()
              state = move.to
            } else expect(problem).not.toBeNull()
          }
          expect(stateOf(reviews, state)).toBeDefined()
          expect(checkNew(reviews, values).problems).toEqual([])
        }
      }),
    )
  })

  it('W2: whoever wrote an entry never takes a step that wants other hands, unless alone', () => {
    check(
      fc.property(fc.constantFrom(...ROLES), fc.integer({ min: 1, max: 9 }), (role, activeStaff) => {
        const problem = moveProblem(loans, 'lend', { state: 'asked', createdBy: 'a', actorId: 'a', role, activeStaff, reason: null })
        if (activeStaff > 1) expect(problem).not.toBeNull()
        else expect(problem).toBe(role === 'assistant' || role === 'supervisor' ? null : 'right')
      }),
    )
  })
})
