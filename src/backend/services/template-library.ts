import type { LibraryEntry, TemplateDetail, TemplateVersionView } from '../../contract/template-library'
import type { Label } from '../../domain/case/lists'
import { languageOf } from '../../domain/coach/calming'
import { DAY } from '../../domain/clock/duration'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import type { CoachPolicy } from '../../domain/coach/policy'
import { missingLanguage } from '../../domain/template/languages'
import { standInId, type LayeredTemplate } from '../../domain/template/layers'
import { wordingOf } from '../../domain/template/rewording'
import type { Template } from '../../domain/template/template'
import { isOftenEdited, isUnused } from '../../domain/template/use'
import * as uses from '../repositories/template-use'
import * as repo from '../repositories/templates'
import type { Actor, Kernel } from './kernel'
import { templateFacts } from './replies'
import { coachFindings } from './template-check'
import { draftOfRow, draftOfTemplate, readVersion } from './template-drafts'
import { layersFor, searchKeyMaker, templateOfRow } from './template-index'

/** The library as one person sees it: layers, versions, use (T5). */

export interface Period {
  readonly since?: number | null | undefined
  readonly until?: number | null | undefined
}

const writesTeam = (actor: Actor): boolean => mayDo(actor.role, 'template.write')

function periodOf(kernel: Kernel, { since, until }: Period): { since: number; until: number } {
  return { since: since ?? kernel.now() - kernel.resources.policy.templateUse.periodDays * DAY, until: until ?? kernel.now() + 1 }
}

/** Own templates of colleagues, which a supervisor may take over. */
function foreignOwn(kernel: Kernel, actor: Actor): repo.TeamTemplateRow[] {
  if (!writesTeam(actor)) return []
  return repo.listLayerRows(kernel.read, null).filter((row) => row.ownerId !== null && row.ownerId !== actor.staffId && row.baseId === null)
}

/** Findings of the coach by text: they change with the text and the policy alone. */
const warningCounts = new WeakMap<CoachPolicy, Map<string, number>>()
const KEPT_COUNTS = 60_000

function warningsIn(kernel: Kernel, body: string, platforms: readonly string[]): number {
  const { coach } = kernel.resources.policy
  let counts = warningCounts.get(coach)
  if (counts === undefined || counts.size >= KEPT_COUNTS) warningCounts.set(coach, (counts = new Map<string, number>()))
  const key = `${platforms.join(',')}\n${body}`
  const known = counts.get(key)
  if (known !== undefined) return known
  const found = coachFindings(kernel, body, platforms).length
  counts.set(key, found)
  return found
}

/** Templates looked at between two breaths: other calls wait no longer than for these. */
const AT_ONCE = 100

/**
 * Every template that the person may see, hidden ones too, with its use.
 * @throws AppError FORBIDDEN for the use of somebody else by one who is no supervisor
 */
export async function listLibrary(kernel: Kernel, actor: Actor, input: Period & { readonly staffId?: string | null | undefined }): Promise<{ entries: LibraryEntry[]; since: number; unusedDays: number; steps: ({ id: string } & Label)[] }> {
  const staffId = input.staffId ?? null
  if (staffId !== null && staffId !== actor.staffId && !writesTeam(actor)) throw new AppError('FORBIDDEN', { right: 'template.write' })
  const keysOf = await searchKeyMaker()
  const policy = kernel.resources.policy.templateUse
  const { since, until } = periodOf(kernel, input)
  const foreign = foreignOwn(kernel, actor).map((row) => ({ layered: { template: templateOfRow(row), layer: 'personal' as const, hidden: false, rowId: row.id }, owner: row.ownerId ?? '' }))
  const all: { layered: LayeredTemplate; owner: string | null }[] = [...layersFor(kernel, actor.staffId).map((layered) => ({ layered, owner: null })), ...foreign]
  const use = new Map(uses.countUses(kernel.read, all.map(({ layered }) => layered.template.id), since, until, staffId).map((row) => [row.id, row]))
  const entries: LibraryEntry[] = []
  for (const [at, { layered, owner }] of all.entries()) {
    if (at > 0 && at % AT_ONCE === 0) await kernel.pace.giveWay()
    const { template, layer, hidden } = layered
    const { used, edited, lastAt } = use.get(template.id) ?? { used: 0, edited: 0, lastAt: null }
    entries.push({
      id: template.id, layer, hidden, group: template.group, titleZh: template.titleZh, titleEn: template.titleEn, tags: [...template.tags], searchKeys: keysOf(template),
      hasImage: template.imageId !== null, hasActions: template.actions !== null,
      ownerName: owner === null ? null : (kernel.staffName(owner) ?? owner),
      use: { used, edited, lastAt }, unused: isUnused({ used, edited, lastAt }, policy, kernel.now()), oftenEdited: isOftenEdited({ used, edited, lastAt }, policy),
      warnings: warningsIn(kernel, template.bodyZh, template.platforms) + warningsIn(kernel, template.bodyEn, template.platforms),
      missingLanguage: missingLanguage(template),
    })
  }
  return { entries, since, unusedDays: policy.unusedDays, steps: allSteps(kernel) }
}

/** The steps that a template may be written for. */
function allSteps(kernel: Kernel): ({ id: string } & Label)[] {
  const found = new Map<string, { id: string } & Label>()
  for (const playbook of Object.values(kernel.resources.playbooks)) for (const { id, titleZh, titleEn } of playbook.steps) if (!found.has(id)) found.set(id, { id, zh: titleZh, en: titleEn })
  return [...found.values()]
}

/** Steps of playbooks that suggest a template by its id. */
export function stepsNaming(kernel: Kernel, id: string): TemplateDetail['steps'] {
  return Object.entries(kernel.resources.playbooks).flatMap(([kind, playbook]) =>
    playbook.steps.filter((step) => step.templateIds.includes(id)).map(({ id: stepId, titleZh, titleEn }) => ({ kind, stepId, titleZh, titleEn })),
  )
}

/** The rows behind a template: the team's and the person's, also those that were taken away. */
export interface Behind {
  readonly shipped: Template | undefined
  readonly teamId: string | null
  readonly mineId: string | null
  readonly team: repo.TeamTemplateRow | undefined
  readonly mine: repo.TeamTemplateRow | undefined
}

/**
 * What lies behind an id that a list showed: one that ships, an own one of the team, or of a person.
 * @throws AppError NOT_FOUND for none, and for somebody else's own when the person is no supervisor
 */
export function behind(kernel: Kernel, actor: Actor, id: string): Behind {
  const shipped = kernel.resources.templates.find((template) => template.id === id)
  const own = repo.findTeamTemplate(kernel.read, id)
  if (own !== undefined && own.baseId === null && own.ownerId !== null) {
    if (own.ownerId !== actor.staffId && !writesTeam(actor)) throw new AppError('NOT_FOUND', { what: 'template', id })
    return { shipped: undefined, teamId: null, mineId: id, team: undefined, mine: own }
  }
  const isOwnOfTeam = own !== undefined && own.ownerId === null && own.baseId === null
  const teamId = isOwnOfTeam ? id : standInId(null, id)
  const mineId = standInId(actor.staffId, id)
  const [team, mine] = [isOwnOfTeam ? own : repo.findTeamTemplate(kernel.read, teamId), repo.findTeamTemplate(kernel.read, mineId)]
  if (shipped === undefined && team === undefined && mine === undefined) throw new AppError('NOT_FOUND', { what: 'template', id })
  return { shipped, teamId, mineId, team, mine }
}

const alive = (row: repo.TeamTemplateRow | undefined): repo.TeamTemplateRow | null => (row === undefined || row.deletedAt !== null ? null : row)

function stored(row: repo.TeamTemplateRow): { rowId: string; version: number; hidden: boolean; draft: ReturnType<typeof draftOfRow> } {
  return { rowId: row.id, version: row.version ?? 0, hidden: row.hidden === true, draft: draftOfRow(row) }
}

/** Personal wordings of colleagues for a template. */
function othersFor(kernel: Kernel, actor: Actor, id: string): TemplateDetail['others'] {
  if (!writesTeam(actor)) return []
  return repo
    .listLayerRows(kernel.read, null)
    .filter((row) => row.ownerId !== null && row.ownerId !== actor.staffId && (row.baseId === id || row.id === id) && row.hidden !== true)
    .map((row) => ({ ...stored(row), ownerName: kernel.staffName(row.ownerId ?? '') ?? '' }))
}

function versionsOf(kernel: Kernel, { team, mine }: Behind): TemplateVersionView[] {
  const rows = [team, mine].filter((row) => row !== undefined)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return repo.listTemplateVersions(kernel.read, [...byId.keys()]).map(({ templateId, version, madeAt, madeBy, note, body }) => {
    const row = byId.get(templateId)
    const read = readVersion(body)
    return {
      rowId: templateId, layer: row?.ownerId == null ? ('team' as const) : ('personal' as const), version, madeAt, madeBy: kernel.staffName(madeBy), note,
      draft: read === null ? null : draftOfRow(read), hidden: read?.hidden === true, inForce: row?.deletedAt === null && row.version === version,
    }
  })
}

/** A template with its layers and versions. @throws AppError NOT_FOUND */
export function getTemplate(kernel: Kernel, actor: Actor, id: string): TemplateDetail {
  const found = behind(kernel, actor, id)
  const { shipped } = found
  const [team, mine] = [alive(found.team), alive(found.mine)]
  const isForeign = mine?.ownerId != null && mine.ownerId !== actor.staffId
  const top = mine ?? team
  const below = shipped === undefined ? null : draftOfTemplate(shipped)
  const draft = top === null ? below : draftOfRow(top)
  if (draft === null) throw new AppError('NOT_FOUND', { what: 'template', id })
  return {
    id,
    layer: top === null ? 'shipped' : top.ownerId === null ? 'team' : 'personal',
    hidden: top?.hidden === true,
    ownerName: isForeign ? (kernel.staffName(mine.ownerId ?? '') ?? '') : null,
    draft,
    shipped: below,
    team: team === null ? null : stored(team),
    mine: mine === null || isForeign ? null : stored(mine),
    newest: { team: found.team?.version ?? null, personal: isForeign ? null : (found.mine?.version ?? null) },
    others: othersFor(kernel, actor, id),
    versions: versionsOf(kernel, found),
    steps: stepsNaming(kernel, id),
  }
}

/** Who used a template how, and the last replies that were changed after it was put in. @throws AppError NOT_FOUND */
export function templateUsage(kernel: Kernel, actor: Actor, input: Period & { readonly id: string }): { people: { name: string | null; used: number; edited: number; lastAt: number | null }[]; edits: { eventId: string; caseId: string; at: number; who: string | null; language: 'zh' | 'en'; wording: string }[] } {
  const { draft } = getTemplate(kernel, actor, input.id)
  const { since, until } = periodOf(kernel, input)
  const people = uses
    .countUsesByPerson(kernel.read, input.id, since, until)
    .filter((row) => writesTeam(actor) || row.id === actor.staffId)
    .map(({ id, used, edited, lastAt }) => ({ name: kernel.staffName(id), used, edited, lastAt }))
  const edits = uses.listEditedReplies(kernel.read, input.id, kernel.resources.policy.templateUse.shownEdits).map(({ eventId, caseId, at, actorId, text }) => {
    const language = languageOf(text)
    const values = templateFacts(kernel, actor, caseId, language)
    return { eventId, caseId, at, who: kernel.staffName(actorId), language, wording: wordingOf(text, language === 'zh' ? draft.bodyZh : draft.bodyEn, values) }
  })
  return { people, edits }
}
