import { describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { resumeRebase } from '../../src/backend/services/clock-rebase'
import { getDocument, saveDocument } from '../../src/backend/services/policy-documents'
import { foundFolder } from '../support/kernel'

const HOUR = 3_600_000

describe('C4: clocks that run when a supervisor changes the policy', () => {
  it('C4, P1: saving the clock policy moves the deadlines of open cases by the difference, and going back moves them back', async () => {
    const { kernel, actor, clock, open } = await foundFolder()
    const { id } = createCase(kernel, actor, { kind: 'quality', buyerNick: '云间客_88' })
    const solve = (): number | null | undefined => getCase(kernel, id).clocks.find((one) => one.name === 'solve')?.dueAt
    const before = solve() ?? 0
    clock.now += 10 * HOUR

    const shipped = getDocument(kernel, 'policy:clocks')
    const shorter = shipped.text.replace(/(solve:\n\s+zh: .*\n\s+en: .*\n\s+duration: )48h/, '$124h')
    expect(shorter).not.toBe(shipped.text)
    saveDocument(kernel, actor, { document: 'policy:clocks', text: shorter, note: '提速', basedOn: shipped.version })
    await resumeRebase(kernel)
    expect(solve()).toBe(before - 24 * HOUR)
    expect(getCase(kernel, id).nextDueAt).toBe(Math.min(...getCase(kernel, id).clocks.flatMap((one) => (one.metAt === null && one.dueAt !== null ? [one.dueAt] : []))))

    saveDocument(kernel, actor, { document: 'policy:clocks', text: null, note: null, basedOn: getDocument(kernel, 'policy:clocks').version })
    await resumeRebase(kernel)
    expect(solve()).toBe(before)
    open.close()
  })
})
