import { stateOf, type Register } from '../../domain/register/register'
import type { Label } from '../../domain/case/lists'
import * as repo from '../repositories/register-entries'
import type { Kernel } from './kernel'

export interface LinkedEntry {
  readonly id: string
  readonly register: string
  readonly name: { zh: string; en: string }
  readonly entryNo: string
  readonly state: { zh: string; en: string }
  readonly final: boolean
  readonly at: number
}

const label = ({ zh, en }: Label): { zh: string; en: string } => ({ zh, en })

/** Entries of described registers that hang on a case, or of one register those of a buyer, the newest first. Descriptions are read only where there are any. */
export function entriesOf(kernel: Kernel, of: { readonly caseId: string } | { readonly register: string; readonly buyer: string }): LinkedEntry[] {
  const rows = repo.listLinked(kernel.read, of)
  if (rows.length === 0) return []
  const known = new Map(kernel.resources.registers.map((register): [string, Register] => [register.id, register]))
  return rows.flatMap(({ register: id, state, ...row }) => {
    const register = known.get(id)
    if (register === undefined) return []
    const found = stateOf(register, state)
    return [{ ...row, register: id, name: label(register), state: found === undefined ? { zh: state, en: state } : label(found), final: found?.final ?? false }]
  })
}
