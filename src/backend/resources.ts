import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { importMappingSchema } from '../contract/import-mapping'
import { playbookFileSchema } from '../contract/playbook-file'
import { registerFileSchema } from '../contract/register-file'
import { templatesFileSchema } from '../contract/template-file'
import type { KindId } from '../domain/case/kinds'
import { KIND_IDS } from '../domain/case/kinds'
import type { CourierPolicy } from '../domain/courier/policy'
import type { ImportMapping } from '../domain/import/mapping'
import type { Playbook } from '../domain/playbook/playbook'
import type { Register } from '../domain/register/register'
import type { Template } from '../domain/template/template'
import { POLICY_FILES, POLICY_KEYS, type Policy } from './policy-files'
import type { CheckedFile, ResourceProblem } from './resource-file'
import { checkResourceText } from './resource-file'

/** Everything that a supervisor can change without a programmer, as loaded from resources/. */
export interface Resources {
  readonly policy: Policy
  readonly playbooks: Readonly<Record<KindId, Playbook>>
  readonly templates: readonly Template[]
  readonly couriers: readonly CourierPolicy[]
  /** Layouts of order exports and statements (O1, M1). */
  readonly mappings: readonly ImportMapping[]
  /** Registers that are described by data (spec section 8). */
  readonly registers: readonly Register[]
}

export type { Policy } from './policy-files'

/** Data files that cannot be used; each problem names file, line and reason. The caller turns it into RESOURCE_FILE_INVALID. */
export class ResourceError extends Error {
  readonly problems: readonly ResourceProblem[]

  constructor(problems: readonly ResourceProblem[]) {
    super(problems.map(({ file, line, reason }) => `${file}:${line}: ${reason}`).join('\n'))
    this.name = 'ResourceError'
    this.problems = problems
  }
}

/**
 * Loads and validates policies, playbooks and templates from a resources folder (P1, T1, C4). All or nothing: throws ResourceError
 * with every problem found, so that a file is mended in one go.
 */
export function loadResources(dir: string): Resources {
  const problems: ResourceProblem[] = []
  const policies = readPolicies(dir, problems)
  const sop = readSop(dir, problems)
  const mappings = readMappings(dir, problems)
  const registers = readRegisters(dir, problems)
  if (policies === null || problems.length > 0) throw new ResourceError(problems)
  return { ...policies, ...sop, mappings, registers }
}

/** Where in its file a step names a template: the closing message stands under its own key. */
export function placeOfTemplate(playbook: Playbook, step: number, position: number): readonly PropertyKey[] {
  return step === playbook.steps.length - 1 ? ['closing', position] : ['steps', step, 'templateIds', position]
}

export function readMappings(dir: string, problems: ResourceProblem[]): readonly ImportMapping[] {
  return readFolder(dir, 'import-mappings', importMappingSchema, problems).map(({ value }) => value)
}

/** Descriptions of registers; what stands before a number is used once. */
function readRegisters(dir: string, problems: ResourceProblem[]): readonly Register[] {
  const files = readFolder(dir, 'registers', registerFileSchema, problems)
  const prefixes = new Map<string, string>()
  for (const { file, value, problemAt } of files) {
    if (file !== `registers/${value.id}.yaml`) problems.push(problemAt(['id'], `the file of this register is called ${value.id}.yaml`))
    if (value.prefix === null) continue
    const other = prefixes.get(value.prefix)
    if (other !== undefined) problems.push(problemAt(['prefix'], `"${value.prefix}" stands before the numbers of "${other}" already`))
    prefixes.set(value.prefix, value.id)
  }
  return files.map(({ value }) => value)
}

type Sop = Pick<Resources, 'playbooks' | 'templates'>

function readPolicies(dir: string, problems: ResourceProblem[]): Pick<Resources, 'policy' | 'couriers'> | null {
  const read: Partial<Record<string, unknown>> = {}
  const before = problems.length
  for (const key of POLICY_KEYS) read[key] = readOne<z.ZodType>(dir, POLICY_FILES[key].file, POLICY_FILES[key].schema, problems)?.value
  if (problems.length > before) return null
  // Every key was read by the schema of its own file just now.
  const policy = read as Policy
  return { policy, couriers: policy.couriers.couriers }
}

function readSop(dir: string, problems: ResourceProblem[]): Sop {
  const before = problems.length
  const templates = readFolder(dir, 'templates', templatesFileSchema, problems)
  const playbooks = readFolder(dir, 'playbooks', playbookFileSchema, problems)
  // While a file is missing from the picture, names that point nowhere would only be noise.
  if (problems.length === before) problems.push(...crossCheck(playbooks, templates))
  return {
    playbooks: Object.fromEntries(playbooks.map(({ value }) => [value.kind, value])) as Record<KindId, Playbook>,
    templates: templates.flatMap(({ value }) => value),
  }
}

function readFolder<S extends z.ZodType>(dir: string, folder: string, schema: S, problems: ResourceProblem[]): CheckedFile<z.output<S>>[] {
  const files = yamlFilesIn(dir, folder)
  if (files.length === 0) problems.push({ file: folder, line: 1, reason: 'the folder is missing or holds no .yaml file' })
  return files.flatMap((file) => readOne(dir, file, schema, problems) ?? [])
}

function readOne<S extends z.ZodType>(dir: string, file: string, schema: S, problems: ResourceProblem[]): CheckedFile<z.output<S>> | null {
  const text = readText(dir, file)
  const checked = typeof text === 'string' ? checkResourceText(file, text, schema) : { ok: false as const, problems: [text] }
  if (checked.ok) return checked.value
  problems.push(...checked.problems)
  return null
}

/** What only shows when the files are seen together: names that point nowhere, ids used twice, kinds left without a playbook. */
function crossCheck(playbooks: readonly CheckedFile<Playbook>[], templates: readonly CheckedFile<readonly Template[]>[]): ResourceProblem[] {
  const problems: ResourceProblem[] = []
  const stepIds = new Set(playbooks.flatMap(({ value }) => value.steps.map((step) => step.id)))
  const templateIds = new Set<string>()
  for (const { value, problemAt } of templates) {
    value.forEach((template, index) => {
      const at = (field: string, reason: string): number => problems.push(problemAt(['templates', index, field], reason))
      if (templateIds.has(template.id)) at('id', `"${template.id}" is used in another file too`)
      if (template.step !== null && !stepIds.has(template.step)) at('step', `no playbook has a step "${template.step}"`)
      templateIds.add(template.id)
    })
  }
  for (const { file, value, problemAt } of playbooks) {
    if (file !== `playbooks/${value.kind}.yaml`) problems.push(problemAt(['kind'], `the file of this kind is called ${value.kind}.yaml`))
    value.steps.forEach((step, index) => {
      step.templateIds.forEach((id, position) => {
        if (!templateIds.has(id)) problems.push(problemAt(placeOfTemplate(value, index, position), `there is no template "${id}"`))
      })
    })
  }
  const covered = new Set(playbooks.map(({ value }) => value.kind))
  for (const kind of KIND_IDS) {
    if (!covered.has(kind)) problems.push({ file: `playbooks/${kind}.yaml`, line: 1, reason: 'the playbook of this kind is missing' })
  }
  return problems
}

/** Names in alphabetical order, so that template numbers are the same on every system. */
export function yamlFilesIn(dir: string, folder: string): string[] {
  try {
    return readdirSync(join(dir, folder))
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => `${folder}/${name}`)
  } catch (error) {
    if (isSystemError(error)) return []
    throw error
  }
}

export function readText(dir: string, file: string): string | ResourceProblem {
  try {
    return readFileSync(join(dir, file), 'utf8')
  } catch (error) {
    if (isSystemError(error)) return { file, line: 1, reason: `the file cannot be read (${error.code})` }
    throw error
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
