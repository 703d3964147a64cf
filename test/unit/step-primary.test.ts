import { describe, expect, it } from 'vitest'
import type { CaseDetail } from '../../src/contract/cases'
import type { StepView } from '../../src/contract/playbook'
import { primaryOf } from '../../src/renderer/features/case/primary'

const step: StepView = { stepId: 'a', titleZh: '一', titleEn: 'A', templateIds: [], done: false, hint: null, question: null, action: null, missingFields: [], missingSlots: [], promise: null, tasks: [], warnings: [], suggested: null }
const question = { id: 'q', zh: '问', en: 'Q', input: 'choice' as const, choices: [], answer: null }
const found = (...copied: string[]): CaseDetail => ({ timeline: copied.map((templateId) => ({ id: templateId, at: 0, type: 'reply-copied', actorName: null, text: null, data: { templateId } })) }) as unknown as CaseDetail

describe('ui.md: Enter does the one thing that is due at a step', () => {
  it.each([
    ['opens the register before anything else', { action: 'claim', templateIds: ['t'], missingFields: ['reason'] }, [], 'action'],
    ['copies the reply first, so that the buyer can tell what is missing', { templateIds: ['t'], missingFields: ['reason'] }, [], 'copy'],
    ['asks for the fields once the reply was copied', { templateIds: ['t'], missingFields: ['reason'] }, ['t'], 'fields'],
    ['asks the question once the reply was copied', { templateIds: ['t'], question }, ['t'], 'answer'],
    ['ticks a step whose question is answered', { templateIds: ['t'], question: { ...question, answer: 'x' } }, ['t'], 'tick'],
    ['copies again where nothing else is due', { templateIds: ['t'] }, ['t'], 'copy'],
    ['ticks what has neither', {}, [], 'tick'],
  ] as const)('P1: %s', (_what, more, copied, expected) => {
    expect(primaryOf({ ...step, ...(more as Partial<StepView>) }, found(...copied))).toBe(expected)
  })
})
