import type { CaseDetail } from '../../src/contract/cases'
import { getCase } from '../../src/backend/services/case-read'
import { createCase as create } from '../../src/backend/services/case-write'
import type { TestFolder } from './kernel'

/** A new case of a kind, worked on by the folder's supervisor. Answers its id. */
export function createCase(test: TestFolder, kind: string, more: { orderNo?: string; waybill?: string } = {}): string {
  return create(test.kernel, test.actor, { kind, buyerNick: '买家甲', ...more }).id
}

export const getCaseOf = (test: TestFolder, id: string): CaseDetail => getCase(test.kernel, id)
