import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkResourceText } from '../../src/backend/resource-file'
import { registerFileSchema } from '../../src/contract/register-file'
import { maskAccount } from '../../src/domain/identity/mask'
import { mayDo, ROLES } from '../../src/domain/identity/roles'
import { fieldOf, narrowColumns } from '../../src/domain/register/register'
import { ROOT } from '../support/folders'
import { LOANS, readRegister } from '../support/registers'

const dir = join(ROOT, 'resources/registers')
const shipped = readdirSync(dir).map((name) => readRegister(join(dir, name)))
const loans = readFileSync(LOANS, 'utf8')
const problemsOf = (text: string): string[] => {
  const checked = checkResourceText('registers/loans.yaml', text, registerFileSchema)
  return checked.ok ? [] : checked.problems.map(({ line, reason }) => `${line}: ${reason}`)
}
const edited = (from: string, to: string): string[] => {
  expect(loans).toContain(from)
  return problemsOf(loans.replace(from, to))
}
const lineOf = (words: string): number => loans.slice(0, loans.indexOf(words)).split('\n').length

describe('descriptions that ship', () => {
  it.each(shipped.map((register) => [register.id, register] as const))('%s: somebody may read, write and take each step; numbers are told apart', (_id, register) => {
    const may = (right: Parameters<typeof mayDo>[1]): boolean => ROLES.some((role) => mayDo(role, right))
    expect([register.rights.read, register.rights.write, ...register.moves.map(({ right }) => right)].every(may)).toBe(true)
    // one with a table of its own is numbered by its owner
    if (register.prefix !== null) expect(shipped.filter(({ prefix }) => prefix === register.prefix)).toHaveLength(1)
    expect(narrowColumns(register).some((id) => fieldOf(register, id) !== undefined), 'the narrow list shows something').toBe(true)
  })

  it('E1: nothing in the review board offers a benefit', () => {
    const reviews = shipped.find(({ id }) => id === 'reviews')
    const words = JSON.stringify(reviews?.fields.map(({ id, zh, en }) => [id, zh, en])).toLowerCase()
    expect(words).not.toMatch(/返现|红包|补偿|优惠|赔|cash|coupon|voucher|refund|compens/)
    expect(reviews?.fields.some(({ kind }) => kind === 'money' || kind === 'account')).toBe(false)
  })
})

describe('a description with a mistake is refused with its line', () => {
  it.each([
    ['{ id: sku, zh: 款号', '{ id: sku, kind: money, zh: 款号', 'fields.0.kind: the field "sku" is of the kind text'],
    ['from: [lent], to: back', 'from: [lend], to: back', 'moves.1.from: there is no state "lend"'],
    ['editedTo: asked', 'editedTo: gone', 'states.1.editedTo: there is no state "gone"'],
    ['asks: [due], demands: [due]', 'asks: [note], demands: [due]', 'moves.0.demands: "due" is demanded but not asked for'],
    ['states: [asked, lent] }', 'states: [asked, lost] }', 'views.0.states: there is no state "lost"'],
    ['sort: due', 'sort: name', 'sort: Invalid option'],
    ['prefix: LN', 'prefix: LOAN', 'prefix: two capital letters'],
    ['min: 1, max: 500', 'min: 9, max: 5', 'fields.2.max: is below min'],
    ['{ id: sealed, kind: flag,', '{ id: sealed, kind: flag, compact: true,', 'fields.7.compact: only a column of the list can be shown in the narrow one'],
    ['otherHands: true', 'otherHand: true', 'not known here'],
    ['id: parts, kind: lines', 'id: parts', 'fields.6.kind: which kind of field?'],
  ])('%s → %s', (from, to, reason) => {
    const found = edited(from, to)
    expect(found.join('\n')).toContain(reason)
    expect(Number(found.find((problem) => problem.includes(reason))?.split(':')[0])).toBe(lineOf(from))
  })

  it('a state that nothing reaches, and one that nothing leaves', () => {
    expect(edited("  - { id: back,", "  - { id: lost, zh: 丢失, en: Lost }\n  - { id: back,").join('\n')).toMatch(/no step leads to "lost"[\s\S]*no step leads out of "lost"/)
  })
  it('ids used twice', () => {
    expect(edited('id: pieces, kind: number', 'id: note, kind: number').join('\n')).toContain('fields: "note" is used twice')
    expect(edited('id: check, zh: 核对', 'id: photo, zh: 核对').join('\n')).toContain('"photo" is used twice')
  })
  it('keys that lists move by', () => {
    expect(edited('bulk: true }', 'bulk: true, key: Shift+J }').join('\n')).toContain('J and K move through lists')
  })
})

describe('a register with a table of its own is described as its owner makes it (W1, F1)', () => {
  const refusedIn = (id: string, from: string, to: string): string => {
    const text = readFileSync(join(dir, `${id}.yaml`), 'utf8')
    expect(text).toContain(from)
    const checked = checkResourceText(`registers/${id}.yaml`, text.replace(from, to), registerFileSchema)
    return checked.ok ? '' : checked.problems.map(({ line, reason }) => `${line}: ${reason}`).join('\n')
  }
  it.each([
    ['payouts', '{ id: account, kind: account,', '{ id: account, kind: text,', '"account" is of the kind account'],
    ['payouts', 'to: paid, right: payout.pay', 'to: paid, right: case.read', 'it needs payout.pay'],
    ['payouts', 'from: [approved], to: paid', 'from: [waiting], to: paid', 'it leads out of approved'],
    ['payouts', '{ read: case.read, write: payout.ask }', '{ read: case.read, write: case.read }', 'here it is payout.ask'],
    ['payouts', 'id: suspect, zh: 疑似重复, en: Possible doubles, states: [approved], ruled: true', 'id: odd, zh: 疑似重复, en: Possible doubles, states: [approved], ruled: true', 'no rule tells what belongs to "odd"'],
    ['wrong-shipments', 'right: wrong.verify, otherHands: true }', 'right: wrong.verify }', 'it needs other hands'],
    ['wrong-shipments', 'otherHands: true, reason: true }', 'otherHands: true }', 'it needs a reason'],
    ['wrong-shipments', '{ id: wrong-copy,', '{ id: torn,', 'there is no "torn" here'],
    ['wrong-shipments', '{ id: noticedBy,', '{ id: seenBy,', 'the table of this register has no "seenBy"'],
    ['wrong-shipments', 'columns: [no,', 'columns: [nothing,', 'there is no field "nothing"'],
  ])('%s: %s → %s', (id, from, to, reason) => {
    expect(refusedIn(id, from, to)).toContain(reason)
  })
  it('columns can be left out, moved and renamed', () => {
    expect(refusedIn('payouts', 'columns: [amount, state, buyer, way, payee, account,', 'columns: [state, amount, way,')).toBe('')
    expect(refusedIn('wrong-shipments', 'zh: 打包人, en: Packed by', 'zh: 装箱人, en: Boxed by')).toBe('')
  })
})

describe('R3: accounts', () => {
  it.each([
    ['6222020200012345678', '********5678'],
    ['a@b.cn', '*****n'],
    ['1', '*'],
    ['', ''],
  ])('%s is shown as %s', (account, shown) => {
    expect(maskAccount(account)).toBe(shown)
  })
})
