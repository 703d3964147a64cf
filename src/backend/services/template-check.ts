import { templateBodySchema, templateFieldsSchema } from '../../contract/template-file'
import type { TemplateDraft, TemplateProblemView } from '../../contract/template-library'
import { lint, type Finding } from '../../domain/coach/lint'
import type { Label } from '../../domain/case/lists'
import { AppError } from '../../domain/errors'
import { reasonIn } from '../../domain/resource-words'
import { parseTemplate, PROBLEM_CODES } from '../../domain/template/parse'
import { findPhoto } from '../repositories/photos'
import type { Kernel } from './kernel'

/** A template is read by the same schema as those in files, and its words by the coach (T5, T6, P8). */

const BODIES = ['bodyZh', 'bodyEn'] as const

const said = (reason: string): Label => ({ zh: reasonIn('zh', reason), en: reason })

const withSource = ({ zh, en }: Label, source: string): Label => ({ zh: `${zh}：${source}`, en: `${en}: ${source}` })

/** Placeholders that cannot be read, each with its place. */
function placeholderProblems(field: string, body: string): TemplateProblemView[] {
  const issues = templateBodySchema.safeParse(body).error?.issues ?? []
  const { problems } = parseTemplate(body)
  return issues.map((issue, index) => {
    const place = problems[index]
    return { field, severity: 'block', reason: place === undefined ? said(issue.message) : withSource(PROBLEM_CODES[place.code], place.source), from: place?.at ?? null, to: place === undefined ? null : place.at + place.source.length, better: null }
  })
}

/** Findings of the coach in a text that goes to buyers of these platforms; none: of any. One place is told once, the worst of it. */
export function coachFindings(kernel: Kernel, body: string, platforms: readonly string[]): Finding[] {
  const { coach } = kernel.resources.policy
  const known = new Map<string, Finding>()
  for (const platform of platforms.length === 0 ? ['other'] : platforms) {
    for (const finding of lint(body, coach, { platform, known: [], calm: false, ours: false })) {
      const key = `${finding.from}:${finding.to}:${finding.rule}`
      if (known.get(key)?.severity !== 'block') known.set(key, finding)
    }
  }
  return [...known.values()].sort((a, b) => a.from - b.from)
}

function wordProblems(kernel: Kernel, field: string, body: string, platforms: readonly string[]): TemplateProblemView[] {
  return coachFindings(kernel, body, platforms).map(({ severity, reason, from, to, better }) => ({ field, severity, reason, from, to, better }))
}

const stepExists = (kernel: Kernel, step: string): boolean => Object.values(kernel.resources.playbooks).some((playbook) => playbook.steps.some((one) => one.id === step))

/** What is wrong with a draft, the worst first (T5). Nothing is thrown for what a person may write. */
export function checkDraft(kernel: Kernel, draft: TemplateDraft): TemplateProblemView[] {
  const { imageId, bodyZh, bodyEn, ...others } = draft
  const whole = (field: string, reason: Label): TemplateProblemView => ({ field, severity: 'block', reason, from: null, to: null, better: null })
  const problems: TemplateProblemView[] = []
  const fields = templateFieldsSchema.safeParse(others)
  for (const issue of fields.error?.issues ?? []) problems.push(whole(issue.path.map(String).join('.'), said(issue.message)))
  for (const field of BODIES) problems.push(...placeholderProblems(field, draft[field]))
  if (draft.step !== null && !stepExists(kernel, draft.step)) problems.push(whole('step', said(`no playbook has a step "${draft.step}"`)))
  if (imageId !== null && findPhoto(kernel.read, imageId) === undefined) problems.push(whole('imageId', { zh: '图片不在照片库里，重新选一张', en: 'The picture is not in the archive: choose it again' }))
  problems.push(...wordProblems(kernel, 'bodyZh', bodyZh, draft.platforms), ...wordProblems(kernel, 'bodyEn', bodyEn, draft.platforms))
  return problems.sort((a, b) => Number(b.severity === 'block') - Number(a.severity === 'block'))
}

/** @throws AppError TEMPLATE_INVALID with the first problem that blocks, its field and its place */
export function requireSound(kernel: Kernel, draft: TemplateDraft): void {
  const found = checkDraft(kernel, draft).find((one) => one.severity === 'block')
  if (found === undefined) return
  throw new AppError('TEMPLATE_INVALID', { field: found.field, reasonZh: found.reason.zh, reasonEn: found.reason.en, from: found.from ?? -1, to: found.to ?? -1 })
}
