import type { OwnTable } from './own-tables'
import type { DescriptionProblem } from './problems'
import type { Register } from './register'

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one) => b.includes(one))

/** Where a description of a register with a table of its own says something that its owner does not do. Empty: nowhere. */
export function ownTableProblems(register: Register, own: OwnTable): DescriptionProblem[] {
  const problems: DescriptionProblem[] = []
  const add = (path: readonly (string | number)[], reason: string): number => problems.push({ path, reason })
  for (const what of ['read', 'write'] as const) if (register.rights[what] !== own.rights[what]) add(['rights', what], `here it is ${own.rights[what]}`)
  register.fields.forEach((field, index) => {
    const at = ['fields', index]
    const kind = own.fields[field.id]
    if (kind === undefined) add([...at, 'id'], `the table of this register has no "${field.id}"`)
    else if (kind !== field.kind) add([...at, 'kind'], `"${field.id}" is of the kind ${kind}`)
    if (field.worked !== own.worked.includes(field.id)) add([...at, 'worked'], field.worked ? `"${field.id}" is written, not worked out` : `"${field.id}" is worked out`)
    if (field.sumOf.length > 0) add([...at, 'sumOf'], 'its owner writes this table')
    const more = field.options.find(({ id }) => !(own.options[field.id] ?? []).includes(id))
    if (more !== undefined) add([...at, 'options'], `there is no "${more.id}" here`)
  })
  if (!same(register.states.map(({ id }) => id), own.states)) add(['states'], `the states are ${own.states.join(', ')}`)
  register.moves.forEach((move, index) => {
    const at = ['moves', index]
    const step = own.moves[move.id]
    if (step === undefined) {
      add([...at, 'id'], `there is no step "${move.id}" here`)
      return
    }
    if (!same(move.from, step.from)) add([...at, 'from'], `it leads out of ${step.from.join(', ')}`)
    if (move.to !== step.to) add([...at, 'to'], `it leads to ${step.to}`)
    if (move.right !== step.right) add([...at, 'right'], `it needs ${step.right}`)
    if (move.reason !== step.reason) add([...at, 'reason'], step.reason ? 'it needs a reason' : 'it takes no reason')
    if (move.otherHands !== step.otherHands) add([...at, 'otherHands'], step.otherHands ? 'it needs other hands' : 'it needs no other hands')
  })
  register.views.forEach((view, index) => view.ruled && !own.ruled.includes(view.id) && add(['views', index, 'ruled'], `no rule tells what belongs to "${view.id}"`))
  return problems
}
