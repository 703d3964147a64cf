import type { DocumentDetail, DocumentEntry, DocumentProblem, Preview, Trial } from '../../contract/policies'
import type { Phrase } from '../../domain/coach/policy'
import { KINDS } from '../../domain/case/kinds'
import { AppError } from '../../domain/errors'
import type { Label } from '../../domain/case/lists'
import type { Register } from '../../domain/register/register'
import { noFacts, type Playbook, type PlaybookFacts } from '../../domain/playbook/playbook'
import { kindOfDocument, type DocumentKey, type InForce } from '../live-resources'
import { phrasesIn, withPhrase } from '../phrase-text'
import { POLICY_FILES, type PolicyKey } from '../policy-files'
import * as repo from '../repositories/policy-versions'
import { plainOf } from '../resource-file'
import { ResourceError } from '../resources'
import type { Actor, Kernel } from './kernel'
import { pageOf } from './playbook-view'

/** Playbooks and policies as documents (P1): every version is kept, only what can be read comes into force, and at once. */

const SUMMARY_LINES = 500

/** @throws AppError NOT_FOUND */
function requireKey(kernel: Kernel, document: string): DocumentKey {
  const key = kernel.documents.keys().find((one) => one === document)
  if (key === undefined) throw new AppError('NOT_FOUND', { what: 'document', id: document })
  return key
}

function titleOf(key: DocumentKey, held: InForce | null): { group: string; titleZh: string; titleEn: string } {
  const kind = kindOfDocument(key)
  if (kind !== null) return { group: KINDS[kind].group, titleZh: KINDS[kind].zh, titleEn: KINDS[kind].en }
  if (key.startsWith('register:')) {
    // The document of a register holds a description or nothing.
    const register = held?.value as Register | null | undefined
    return { group: 'register', titleZh: register?.zh ?? key, titleEn: register?.en ?? key }
  }
  const { zh, en } = POLICY_FILES[key.slice('policy:'.length) as PolicyKey]
  return { group: 'policy', titleZh: zh, titleEn: en }
}

type Newest = ReturnType<typeof repo.listNewest>[number]

function entryOf(kernel: Kernel, key: DocumentKey, held: InForce | null, newest: Newest | undefined): DocumentEntry {
  return {
    document: key,
    ...titleOf(key, held),
    version: held === null ? null : held.version,
    changedAt: newest?.madeAt ?? null,
    changedBy: newest === undefined ? null : kernel.staffName(newest.madeBy),
    problems: held?.problems.length ?? 0,
  }
}

/** All documents, with what is in force of each and how many mistakes were passed over (P1). */
export function listDocuments(kernel: Kernel): DocumentEntry[] {
  const newest = new Map(repo.listNewest(kernel.read).map((row) => [row.document, row]))
  return kernel.documents.keys().map((key) => entryOf(kernel, key, kernel.documents.inForce(key), newest.get(key)))
}

/** A document with its text in force, what ships and every version. @throws AppError NOT_FOUND */
export function getDocument(kernel: Kernel, document: string): DocumentDetail {
  const key = requireKey(kernel, document)
  const held = kernel.documents.inForce(key)
  const versions = repo.listVersions(kernel.read, key)
  const [newest] = versions
  // Going back to what ships is a version too, and then it is the one that holds.
  const current = held.version ?? (newest?.body === null ? newest.version : null)
  return {
    ...entryOf(kernel, key, held, newest),
    text: held.text,
    shippedText: kernel.documents.shippedText(key),
    versions: versions.map(({ version, madeAt, madeBy, note, body }) => ({ version, madeAt, madeBy: kernel.staffName(madeBy), note, text: body, inForce: version === current })),
    found: held.problems.map(({ line, reason, version }) => ({ line, reason, version })),
  }
}

const EMPTY_PREVIEW: Preview = { playbook: null, summary: [] }

/** Reads text without storing it: its mistakes with line and reason, or what it would mean (P1). @throws AppError NOT_FOUND */
export function checkDocument(kernel: Kernel, input: { document: string; text: string; trial?: Trial | null | undefined }): { problems: DocumentProblem[]; preview: Preview } {
  const key = requireKey(kernel, input.document)
  const checked = kernel.documents.check(key, input.text, true)
  if (!checked.ok) return { problems: checked.problems.map(({ line, reason }) => ({ line, reason, version: null })), preview: EMPTY_PREVIEW }
  if (kindOfDocument(key) === null) return { problems: [], preview: { playbook: null, summary: summaryOf(input.text) } }
  const playbook = checked.value as Playbook
  const asWritten = (line: Label): Label => line
  return { problems: [], preview: { playbook: { ...pageOf(playbook, factsOf(input.trial ?? null, kernel.now()), asWritten), count: playbook.steps.length }, summary: [] } }
}

function factsOf(trial: Trial | null, now: number): PlaybookFacts {
  if (trial === null) return noFacts(now, 'new')
  const { status, facts, slots, copied, ticked, values, instants } = trial
  return { ...noFacts(now, status), facts, slots, copiedTemplates: copied, ticked, values, instants }
}

/** The entries of a policy, path by path: what the app understood, without comments and quotes. */
function summaryOf(text: string): { path: string; value: string }[] {
  const lines: { path: string; value: string }[] = []
  const walk = (value: unknown, path: string): void => {
    const inner: [string, unknown][] = Array.isArray(value) ? value.map((one: unknown, index) => [String(index + 1), one]) : typeof value === 'object' && value !== null ? Object.entries(value) : []
    const plain = Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)
    if (inner.length === 0 || plain) lines.push({ path, value: Array.isArray(value) ? value.map(String).join(', ') : typeof value === 'object' ? '' : String(value) })
    else for (const [name, one] of inner) walk(one, path === '' ? name : `${path} › ${name}`)
  }
  walk(plainOf(text), '')
  return lines.slice(0, SUMMARY_LINES)
}

export interface SaveInput {
  readonly document: string
  /** Null: back to what ships. */
  readonly text: string | null
  readonly note?: string | null | undefined
  readonly basedOn: number | null
  readonly key?: string | null | undefined
}

/**
 * Stores a version, in force when this returns (P1). Text with a mistake is refused whole, and what held goes on holding.
 * @throws AppError NOT_FOUND, RESOURCE_FILE_INVALID with every problem, DOCUMENT_CHANGED when a newer version came in between
 */
export function saveDocument(kernel: Kernel, actor: Actor, input: SaveInput): DocumentDetail {
  const key = requireKey(kernel, input.document)
  if (input.text !== null) {
    const checked = kernel.documents.check(key, input.text, true)
    if (!checked.ok) throw new ResourceError(checked.problems)
  }
  kernel.write(actor, { name: 'policy.save', subject: key, detail: { shipped: input.text === null }, key: input.key }, (tx) => {
    const newest = repo.listVersions(tx.db, key)[0]?.version ?? null
    if (newest !== input.basedOn) throw new AppError('DOCUMENT_CHANGED', { document: key })
    repo.insertVersion(tx, { document: key, version: (newest ?? 0) + 1, body: input.text, note: input.note?.trim() || null })
  })
  return getDocument(kernel, key)
}

/** The phrases of a text of the coach's policy as a list (P8). */
export const phrasesOf = (text: string): { phrases: (Phrase | null)[] | null } => ({ phrases: phrasesIn(text) })

/** That text with one phrase put in, changed or taken out; what it means then, `checkDocument` says. */
export const textWithPhrase = ({ text, at, phrase }: { text: string; at: number | null; phrase: Phrase | null }): { text: string | null } => ({ text: withPhrase(text, at, phrase) })
