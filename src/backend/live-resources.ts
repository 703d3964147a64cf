import type { z } from 'zod'
import { playbookFileSchema } from '../contract/playbook-file'
import { registerFileSchema } from '../contract/register-file'
import { templatesFileSchema } from '../contract/template-file'
import { KIND_IDS, isKindId, type KindId } from '../domain/case/kinds'
import type { ImportMapping } from '../domain/import/mapping'
import { fallbackPlaybook, type Playbook } from '../domain/playbook/playbook'
import type { Register } from '../domain/register/register'
import type { Template } from '../domain/template/template'
import { logError } from './log'
import { POLICY_FILES, POLICY_KEYS, type Policy, type PolicyKey } from './policy-files'
import type { Checked, CheckedFile, ResourceProblem } from './resource-file'
import { checkResourceText } from './resource-file'
import { ResourceError, placeOfTemplate, readMappings, readText, yamlFilesIn, type Resources } from './resources'

/** A version of a document as the data folder keeps it; a null body returns to what ships. */
export interface StoredVersion {
  readonly version: number
  readonly body: string | null
}

/** A mistake with the version it stands in; null: in the file that ships. */
export interface DocumentProblem extends ResourceProblem {
  readonly version: number | null
}

/** What holds for a document now. `value` is null when neither a stored version nor the shipped file can be used. */
export interface InForce<T = unknown> {
  readonly value: T | null
  /** Null: what ships. */
  readonly version: number | null
  readonly text: string
  /** Of newer versions that had to be passed over, and of the shipped file when it was looked at. */
  readonly problems: readonly DocumentProblem[]
}

export type DocumentKey = `playbook:${KindId}` | `policy:${PolicyKey}` | RegisterKey
/** Registers are as many as there are files under resources/registers. */
type RegisterKey = `register:${string}`

/** The documents that every data folder has, playbooks first; its registers come on top. */
const FIXED_KEYS: readonly DocumentKey[] = [...KIND_IDS.map((kind): DocumentKey => `playbook:${kind}`), ...POLICY_KEYS.map((key): DocumentKey => `policy:${key}`)]

export interface LiveResources {
  readonly resources: Resources
  /** The documents that can be edited (P1), playbooks first. */
  keys(): readonly DocumentKey[]
  /** What holds for a document now, with what had to be passed over. */
  inForce(key: DocumentKey): InForce
  /** Reads text as a document; the mistakes name their lines. `across`: also what only shows beside the other documents. */
  check(key: DocumentKey, text: string, across: boolean): Checked<unknown>
  shippedText(key: DocumentKey): string
  /** Stored versions changed: what is read next is read anew. Answers the documents whose text in force is another one now. */
  reread(): DocumentKey[]
  /** Every mistake in what ships and in what is stored; reads everything, so for idle times. */
  problems(): readonly DocumentProblem[]
}

function fileOf(key: DocumentKey): string {
  if (isPolicy(key)) return POLICY_FILES[policyOf(key)].file
  return isRegister(key) ? `registers/${key.slice('register:'.length)}.yaml` : `playbooks/${key.slice('playbook:'.length)}.yaml`
}
const isRegister = (key: DocumentKey): key is RegisterKey => key.startsWith('register:')
const isPolicy = (key: DocumentKey): key is `policy:${PolicyKey}` => key.startsWith('policy:')
const policyOf = (key: `policy:${PolicyKey}`): PolicyKey => key.slice('policy:'.length) as PolicyKey

/** Shipped files do not change while the app runs: read and parsed once per process, for every folder that is opened. */
const shippedOf = new Map<string, Shipped>()

interface Shipped {
  text(file: string): string | ResourceProblem
  parsed(key: DocumentKey): Checked<unknown>
  templates(): { readonly list: readonly Template[]; readonly ids: ReadonlySet<string>; readonly problems: readonly ResourceProblem[] }
  mappings(): readonly ImportMapping[]
  /** Ids of the registers that ship, in the order of their files. */
  registers(): readonly string[]
}

function shipped(dir: string): Shipped {
  const known = shippedOf.get(dir)
  if (known !== undefined) return known
  const texts = new Map<string, string | ResourceProblem>()
  const parsed = new Map<DocumentKey, Checked<unknown>>()
  let templates: ReturnType<Shipped['templates']> | null = null
  let mappings: readonly ImportMapping[] | null = null
  let registers: readonly string[] | null = null
  const made: Shipped = {
    text(file) {
      const found = texts.get(file) ?? readText(dir, file)
      texts.set(file, found)
      return found
    },
    parsed(key) {
      const found = parsed.get(key) ?? parseShipped(made, key)
      parsed.set(key, found)
      return found
    },
    templates: () => (templates ??= readTemplates(dir)),
    mappings() {
      if (mappings !== null) return mappings
      const problems: ResourceProblem[] = []
      const read = readMappings(dir, problems)
      if (problems.length > 0) throw new ResourceError(problems)
      return (mappings = read)
    },
    registers: () => (registers ??= yamlFilesIn(dir, 'registers').map((file) => file.slice('registers/'.length, -'.yaml'.length))),
  }
  shippedOf.set(dir, made)
  return made
}

function parseShipped(from: Shipped, key: DocumentKey): Checked<unknown> {
  const text = from.text(fileOf(key))
  return typeof text === 'string' ? parse(key, text) : { ok: false, problems: [text] }
}

/** A template file that cannot be read is left out, and the others stay: staff must be able to answer. */
function readTemplates(dir: string): ReturnType<Shipped['templates']> {
  const list: Template[] = []
  const ids = new Set<string>()
  const problems: ResourceProblem[] = []
  for (const file of yamlFilesIn(dir, 'templates')) {
    const text = readText(dir, file)
    const checked = typeof text === 'string' ? checkResourceText(file, text, templatesFileSchema) : { ok: false as const, problems: [text] }
    if (!checked.ok) problems.push(...checked.problems)
    else {
      checked.value.value.forEach((template, index) => {
        if (ids.has(template.id)) problems.push(checked.value.problemAt(['templates', index, 'id'], `"${template.id}" is used in another file too`))
        else list.push(template)
        ids.add(template.id)
      })
    }
  }
  return { list, ids, problems }
}

/** Reads text by the schema of its document; a playbook must be the one of its kind. */
function parse(key: DocumentKey, text: string): Checked<unknown> {
  const checked = parseFile(key, text)
  return checked.ok ? { ok: true, value: checked.value.value } : checked
}

function parseFile(key: DocumentKey, text: string): Checked<CheckedFile<unknown>> {
  const file = fileOf(key)
  if (isPolicy(key)) return checkResourceText<z.ZodType>(file, text, POLICY_FILES[policyOf(key)].schema)
  if (isRegister(key)) {
    const read = checkResourceText(file, text, registerFileSchema)
    if (!read.ok || `register:${read.value.value.id}` === key) return read
    return { ok: false, problems: [read.value.problemAt(['id'], `this is the register "${key.slice('register:'.length)}"`)] }
  }
  const checked = checkResourceText(file, text, playbookFileSchema)
  if (!checked.ok || `playbook:${checked.value.value.kind}` === key) return checked
  return { ok: false, problems: [checked.value.problemAt(['kind'], `this is the playbook of "${key.slice('playbook:'.length)}"`)] }
}

/**
 * Resources in force for one data folder (P1): what ships, under the versions that its supervisors stored. The newest valid version
 * holds; one that cannot be read (of a newer app, of a merge) is passed over and told of. Everything is read on first use (X1).
 */
export function openLiveResources(dir: string, versions: (key: DocumentKey) => readonly StoredVersion[]): LiveResources {
  const base = shipped(dir)
  const held = new Map<DocumentKey, InForce>()
  const playbooks = new Map<KindId, Playbook>()

  function inForce(key: DocumentKey): InForce {
    const known = held.get(key)
    if (known !== undefined) return known
    const found = resolve(key)
    held.set(key, found)
    if (found.problems.length > 0) logError(`resources, ${found.version === null ? 'as shipped' : `version ${found.version}`} in force`, new ResourceError(found.problems))
    return found
  }

  function resolve(key: DocumentKey): InForce {
    const problems: DocumentProblem[] = []
    for (const { version, body } of versions(key)) {
      if (body === null) break
      const checked = check(key, body, false)
      if (checked.ok) return { value: checked.value, version, text: body, problems }
      problems.push(...checked.problems.map((problem) => ({ ...problem, version })))
    }
    const text = base.text(fileOf(key))
    const checked = base.parsed(key)
    if (!checked.ok) problems.push(...checked.problems.map((problem) => ({ ...problem, version: null })))
    return { value: checked.ok ? checked.value : null, version: null, text: typeof text === 'string' ? text : '', problems }
  }

  function check(key: DocumentKey, text: string, across: boolean): Checked<unknown> {
    const file = parseFile(key, text)
    if (!file.ok) return file
    if (isPolicy(key) || isRegister(key)) return { ok: true, value: file.value.value }
    const playbook = file.value.value as Playbook
    const problems: ResourceProblem[] = []
    const { ids } = base.templates()
    playbook.steps.forEach((step, index) => {
      step.templateIds.forEach((id, position) => {
        if (!ids.has(id)) problems.push(file.value.problemAt(placeOfTemplate(playbook, index, position), `there is no template "${id}"`))
      })
    })
    if (across) problems.push(...lostSteps(key, playbook).map((reason) => file.value.problemAt(['steps'], reason)))
    return problems.length > 0 ? { ok: false, problems } : { ok: true, value: playbook }
  }

  /** Steps that templates were written for and that no playbook would have any more. */
  function lostSteps(key: DocumentKey, changed: Playbook): string[] {
    const others = KIND_IDS.filter((kind) => `playbook:${kind}` !== key).map(playbookOf)
    const steps = new Set([changed, ...others].flatMap((playbook) => playbook.steps.map((step) => step.id)))
    return base.templates().list.filter(({ step }) => step !== null && !steps.has(step)).map(({ id, step }) => `the template "${id}" was written for the step "${step ?? ''}", which no playbook would have any more`)
  }

  function playbookOf(kind: KindId): Playbook {
    const known = playbooks.get(kind)
    if (known !== undefined) return known
    // The document of a kind holds a playbook or nothing: `parse` saw to it.
    const playbook = (inForce(`playbook:${kind}`).value as Playbook | null) ?? fallbackPlaybook(kind)
    playbooks.set(kind, playbook)
    return playbook
  }

  function policyValue<K extends PolicyKey>(key: K): Policy[K] {
    const { value, problems } = inForce(`policy:${key}`)
    if (value === null) throw new ResourceError(problems)
    return value as Policy[K]
  }

  let registers: readonly Register[] | null = null
  /** A register whose description cannot be read is left out, and the others stay. */
  const registersInForce = (): Register[] => base.registers().flatMap((id) => (inForce(`register:${id}`).value as Register | null) ?? [])
  const keys = (): DocumentKey[] => [...FIXED_KEYS, ...base.registers().map((id): DocumentKey => `register:${id}`)]

  const resources: Resources = {
    policy: lazyRecord(POLICY_KEYS, policyValue) as Policy,
    playbooks: lazyRecord(KIND_IDS, playbookOf),
    get couriers() {
      return policyValue('couriers').couriers
    },
    get templates() {
      return base.templates().list
    },
    get mappings() {
      return base.mappings()
    },
    get registers() {
      return (registers ??= registersInForce())
    },
  }

  return {
    resources,
    keys,
    inForce,
    check,
    shippedText: (key) => {
      const text = base.text(fileOf(key))
      return typeof text === 'string' ? text : ''
    },
    reread() {
      const before = [...held]
      held.clear()
      playbooks.clear()
      registers = null
      return before.flatMap(([key, old]) => (inForce(key).text === old.text ? [] : [key]))
    },
    problems: () => [...keys().flatMap((key) => inForce(key).problems), ...base.templates().problems.map((problem) => ({ ...problem, version: null }))],
  }
}

/** A record whose values are made when they are asked for. */
function lazyRecord<K extends string, V>(keys: readonly K[], make: (key: K) => V): Readonly<Record<K, V>> {
  const record: Partial<Record<K, V>> = {}
  for (const key of keys) Object.defineProperty(record, key, { enumerable: true, get: () => make(key) })
  return record as Readonly<Record<K, V>>
}

/** Whether a document is the playbook of a kind. */
export function kindOfDocument(key: DocumentKey): KindId | null {
  const kind = key.startsWith('playbook:') ? key.slice('playbook:'.length) : ''
  return isKindId(kind) ? kind : null
}

/** What a document is called. */
export function documentFile(key: DocumentKey): string {
  return fileOf(key)
}

