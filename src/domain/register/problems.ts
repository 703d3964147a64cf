import { CORE_FIELDS, isCoreField, OWN_COLUMNS, type Register } from './register'
import { OWN_TABLES } from './own-tables'
import { ownTableProblems } from './own-table-problems'

export interface DescriptionProblem {
  readonly path: readonly (string | number)[]
  readonly reason: string
}

const twice = (ids: readonly string[]): string | undefined => ids.find((id, index) => ids.indexOf(id) !== index)
const FILTERS: ReadonlySet<string> = new Set(['choice', 'flag', 'staff', 'shop', 'courier', 'text'])

/**
 * What is wrong with a description as a whole: names that point nowhere or stand twice, states that no step reaches or leaves, fields whose
 * kind does not fit. Empty for a register that the engine can serve.
 */
export function registerProblems(register: Register): DescriptionProblem[] {
  const problems: DescriptionProblem[] = []
  const add = (path: readonly (string | number)[], reason: string): number => problems.push({ path, reason })
  const states = new Set(register.states.map(({ id }) => id))
  const fields = new Set(register.fields.map(({ id }) => id))
  for (const [list, ids] of [['fields', register.fields], ['states', register.states], ['moves', register.moves], ['views', register.views]] as const) {
    const again = twice(ids.map(({ id }) => id))
    if (again !== undefined) add([list], `"${again}" is used twice`)
  }
  register.fields.forEach((field, index) => {
    const at = ['fields', index]
    if (isCoreField(field.id) && field.kind !== CORE_FIELDS[field.id]) add([...at, 'kind'], `the field "${field.id}" is of the kind ${CORE_FIELDS[field.id]}`)
    const chooses = field.kind === 'choice' || field.kind === 'choices'
    if (chooses !== field.options.length > 0) add([...at, 'options'], chooses ? 'a choice needs options' : 'only a choice has options')
    const option = twice(field.options.map(({ id }) => id))
    if (option !== undefined) add([...at, 'options'], `"${option}" is used twice`)
    if (field.filter && !FILTERS.has(field.kind)) add([...at, 'filter'], `a list cannot be narrowed by a field of the kind ${field.kind}`)
    if (field.min !== null && field.max !== null && field.min > field.max) add([...at, 'max'], 'is below min')
    if (field.sumOf.length > 0) {
      if (field.kind !== 'number' || field.required) add([...at, 'sumOf'], 'only a number that nobody must type is a sum')
      for (const id of field.sumOf) if (register.fields.find((one) => one.id === id)?.kind !== 'number' || id === field.id) add([...at, 'sumOf'], `"${id}" is no other number field`)
    }
    if (field.total && field.kind !== 'number') add([...at, 'total'], 'only numbers have a sum that is asked for; money in the list has one')
    if (field.compact && !field.list) add([...at, 'compact'], 'only a column of the list can be shown in the narrow one')
  })
  register.states.forEach((state, index) => {
    if (state.editedTo !== null && !states.has(state.editedTo)) add(['states', index, 'editedTo'], `there is no state "${state.editedTo}"`)
    if (state.editedTo !== null && state.locked) add(['states', index, 'editedTo'], 'a locked state is not edited')
    if (index > 0 && !register.moves.some(({ to }) => to === state.id) && !register.states.some(({ editedTo }) => editedTo === state.id)) add(['states', index], `no step leads to "${state.id}"`)
    if (!state.final && state.editedTo === null && !register.moves.some(({ from }) => from.includes(state.id))) add(['states', index], `no step leads out of "${state.id}"; mark it final, or add one`)
  })
  register.moves.forEach((move, index) => {
    const at = ['moves', index]
    for (const from of move.from) if (!states.has(from)) add([...at, 'from'], `there is no state "${from}"`)
    if (!states.has(move.to)) add([...at, 'to'], `there is no state "${move.to}"`)
    for (const id of [...move.asks, ...move.demands]) if (!fields.has(id)) add([...at, 'asks'], `there is no field "${id}"`)
    if (move.key !== null && /^(Shift\+)?[JK]$/.test(move.key)) add([...at, 'key'], 'J and K move through lists')
    for (const id of move.asks) if ((register.fields.find((one) => one.id === id)?.sumOf.length ?? 0) > 0) add([...at, 'asks'], `"${id}" is worked out, not asked for`)
    for (const [id, stamp] of Object.entries(move.stamps ?? {})) {
      const field = register.fields.find((one) => one.id === id)
      if (field?.kind !== (stamp === 'me' ? 'staff' : 'moment')) add([...at, 'stamps'], `"${id}" is no field for ${stamp === 'me' ? 'a member of staff' : 'a moment'}`)
      else if (field.required) add([...at, 'stamps'], `"${id}" is filled by a step and cannot be required before`)
    }
    for (const id of move.demands) if (!move.asks.includes(id)) add([...at, 'demands'], `"${id}" is demanded but not asked for`)
  })
  register.views.forEach((view, index) => {
    for (const id of view.states ?? []) if (!states.has(id)) add(['views', index, 'states'], `there is no state "${id}"`)
    if (view.dueWithinDays !== null && !fields.has('due')) add(['views', index, 'dueWithinDays'], 'needs a field "due"')
    for (const id of Object.keys(view.where)) if (!fields.has(id)) add(['views', index, 'where'], `there is no field "${id}"`)
    if (view.sort === 'due' && !fields.has('due')) add(['views', index, 'sort'], 'needs a field "due"')
    if (view.mine && !fields.has('assignee')) add(['views', index, 'mine'], 'needs a field "assignee"')
  })
  if (register.views.length === 0) add(['views'], 'a register needs at least one view')
  for (const part of ['columns', 'narrow', 'exports'] as const) {
    for (const id of register[part] ?? []) if (!fields.has(id) && !OWN_COLUMNS.some((one) => one === id)) add([part], `there is no field "${id}"`)
    const again = twice(register[part] ?? [])
    if (again !== undefined) add([part], `"${again}" is used twice`)
  }
  if (register.sumBy !== null && !fields.has(register.sumBy)) add(['sumBy'], `there is no field "${register.sumBy}"`)
  const own = OWN_TABLES[register.id]
  if (own !== undefined) problems.push(...ownTableProblems(register, own))
  else {
    if (register.prefix === null) add(['prefix'], 'which letters stand before an entry’s number?')
    register.fields.forEach(({ worked }, index) => worked && add(['fields', index, 'worked'], 'only a register with a table of its own works fields out'))
    register.views.forEach(({ ruled }, index) => ruled && add(['views', index, 'ruled'], 'only a register with a table of its own has rules for views'))
  }
  if (register.sort === 'due' && !fields.has('due')) add(['sort'], 'needs a field "due"')
  return problems
}
