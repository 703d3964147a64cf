import { createRouterClient, ORPCError, type RouterClient } from '@orpc/server'
import type { CaseView } from '../../contract/cases'
import { appErrorDataSchema } from '../../contract/errors'
import type { Shop, Staff } from '../../contract/session'
import type { CourierPolicy } from '../../domain/courier/policy'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { createFileHost, type SpawnFileProcess } from '../file-process/host'
import { createFileHosts } from '../file-process/hosts'
import { openFolder } from '../open-folder'
import type { Host } from '../rpc/context'
import { router } from '../rpc/router'
import { countListed } from '../services/case-read'
import { completeSearch } from '../services/search-index'
import { fillDemo, type DemoOptions, type DemoResult } from '../services/demo'
import { toAppError } from '../services/failures'
import { resumeImports } from '../services/imports'
import type { Actor } from '../services/kernel'
import { courierPolicies, listShops, listStaff, verifyPin } from '../services/masters'
import { found } from '../services/setup'

export interface CommandLineOptions {
  readonly dataDir: string
  /** Holds `drizzle/` and `resources/`. */
  readonly resourcesDir: string
  readonly spawnFileProcess: SpawnFileProcess
  /** Id or name; null: the only active one, or `owner`. */
  readonly staff: string | null
  readonly pin: string | null
}

/** The administrator's session on a data folder: the same procedures and rights as a page, without a window (section 14). */
export interface CommandLine {
  readonly api: Omit<RouterClient<typeof router>, 'session'>
  readonly dataDir: string
  readonly shops: readonly Shop[]
  readonly couriers: readonly CourierPolicy[]
  countCases(view: CaseView, search: string | null): number
  fillDemo(options: DemoOptions): Promise<DemoResult>
  close(): Promise<void>
}

const DEFAULT_STAFF = 'owner'

/** Founds a data folder with one shop, the staff member `owner` (supervisor, no PIN) and the common couriers. @throws AppError DATA_FOLDER_* */
export async function initFolder(options: Pick<CommandLineOptions, 'dataDir' | 'resourcesDir' | 'spawnFileProcess'> & { shop: { name: string; platform: string } }): Promise<{ dataDir: string; schemaVersion: number; deviceId: string }> {
  const files = createFileHost({ spawn: options.spawnFileProcess })
  const folder = openFolder({ ...options, purpose: 'create', files })
  try {
    await found(folder.kernel, { shop: options.shop, staff: { name: DEFAULT_STAFF } })
    return { dataDir: folder.kernel.dataDir, schemaVersion: folder.schemaVersion, deviceId: folder.kernel.deviceId }
  } finally {
    await files.close()
    folder.close()
  }
}

function chooseStaff(staff: readonly Staff[], wanted: string | null): Staff {
  const active = staff.filter((one) => one.active)
  if (wanted !== null) {
    const found = active.find((one) => one.id === wanted) ?? active.find((one) => one.name === wanted)
    if (found === undefined) throw new AppError('UNKNOWN_STAFF', { staff: wanted })
    return found
  }
  const [first] = active
  const only = active.length === 1 ? first : active.find((one) => one.name === DEFAULT_STAFF)
  if (only === undefined) throw new AppError('NOT_SIGNED_IN', { option: '--as' })
  return only
}

/** Opens a data folder for one command. @throws AppError NO_DATA_FOLDER, DATA_FOLDER_BUSY, PIN_*, UNKNOWN_STAFF, … */
export async function openCommandLine(options: CommandLineOptions): Promise<CommandLine> {
  const { files, imaging, reading, close: closeFiles } = createFileHosts(options.spawnFileProcess)
  const folder = openFolder({ ...options, purpose: 'open', files, imaging, reading })
  const { kernel } = folder
  const close = async (): Promise<void> => {
    await closeFiles()
    folder.close()
  }
  try {
    const actor: Actor = await verifyPin(kernel, chooseStaff(listStaff(kernel), options.staff).id, options.pin)
    // What an import staged before it was killed is published first, as the app does.
    await resumeImports(kernel)
    // The command line works on this one folder: procedures that choose another are not offered.
    const stay = (): never => {
      throw new AppError('DATA_FOLDER_BUSY', { path: kernel.dataDir })
    }
    const host: Host = { kernel: () => kernel, create: stay, open: stay, state: stay }
    return {
      api: createRouterClient(router, { context: { host, session: { actor } } }),
      dataDir: kernel.dataDir,
      shops: listShops(kernel),
      couriers: courierPolicies(kernel),
      countCases(view, search) {
        // No background builds the index here, and words must find all there is.
        if (search !== null) completeSearch(kernel)
        return countListed(kernel, actor, { view, search, limit: 1 })
      },
      async fillDemo(demo) {
        if (!mayDo(actor.role, 'master.write')) throw new AppError('FORBIDDEN', { right: 'master.write' })
        return fillDemo(kernel, demo)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Any thrown thing as a refusal of the closed set: errors of procedures carry theirs as data. */
export function refusalOf(error: unknown): AppError {
  if (error instanceof ORPCError) {
    const declared = appErrorDataSchema.safeParse(error.data)
    if (declared.success) return new AppError(declared.data.code, declared.data.detail, { cause: error })
    if (error.code === 'BAD_REQUEST') return new AppError('INVALID_INPUT', { fields: issuesOf(error.data) }, { cause: error })
  }
  return toAppError(error)
}

/** Where an input did not fit its schema, `field: why`. */
function issuesOf(data: unknown): string[] {
  const issues = typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues) ? data.issues : []
  return issues.flatMap((issue: unknown) => {
    if (typeof issue !== 'object' || issue === null) return []
    const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.join('.') : ''
    return [`${path}: ${'message' in issue ? String(issue.message) : ''}`]
  })
}
