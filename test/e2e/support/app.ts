import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import type { ElectronApplication, Page } from '@playwright/test'
import { resolveElectron } from '../../../electron/runtime/electron-binary.mjs'
import { root } from './root'

export { root }
/** Chromium refuses to run as root with its sandbox. */
export const rootArguments: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : []
/** Screenshots that people look at go here. */
export const resultsDir = join(root, 'test-results')

export interface LaunchOptions {
  /** settings and browser profile; a new folder when absent, kept for the next launch when given */
  readonly userData?: string
  /** opened as if it had been chosen in an earlier run; the first-run page shows when absent */
  readonly dataDir?: string
  readonly locale?: 'zh-CN' | 'en'
  readonly theme?: 'light' | 'dark'
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

export interface LaunchedApp {
  readonly app: ElectronApplication
  /** the main window's page, past `domcontentloaded` */
  readonly page: Page
  readonly userData: string
  /** Quits the way a person does and waits for the end. */
  close(): Promise<void>
  /** kill -9 of the main process; the others lose their pipes and end. Waits until it is gone. */
  kill(): Promise<void>
  /** Process id of the background process, or null while there is none. */
  backgroundPid(): Promise<number | null>
}

/** A fresh folder that the caller removes; its name shows which test left it. */
export const temporaryFolder = (label: string): Promise<string> => mkdtemp(join(tmpdir(), `workstation-${label}-`))

/** The binary that this clone uses, and what must stand before the other arguments. WORKSTATION_ELECTRON insists on one. */
export async function executable(): Promise<{ readonly path: string; readonly before: readonly string[] }> {
  const override = process.env['WORKSTATION_ELECTRON']
  if (override) return { path: override, before: [] }
  const found = await resolveElectron()
  if (!found) throw new Error('there is no Electron yet: run `npm start` or `npm test` once, which fetch it')
  // the fallback binary holds a link to this folder, a plain one is told where the program lies
  return { path: found.path, before: found.source === 'pinned' ? [root] : [] }
}

/**
 * Electron itself now and then ends with a signal while it starts on a virtual display (once in some thousand starts), before any code of
 * ours runs. That is said and tried once more; whatever fails twice fails.
 */
async function launchOnce(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  try {
    return await _electron.launch(options)
  } catch (error) {
    if (!(error instanceof Error) || !/Process failed to launch[\s\S]*signal=SIG(SEGV|TRAP|ABRT)/.test(error.message)) throw error
    process.stderr.write(`Electron ended while it started; once more:\n${error.message.slice(0, 400)}\n`)
    return _electron.launch(options)
  }
}

/** Starts the built program (out/) in a real window. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const userData = options.userData ?? (await temporaryFolder('user'))
  const { path, before } = await executable()
  const remembered = {
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.theme === undefined ? {} : { theme: options.theme }),
    locale: options.locale ?? 'zh-CN',
  }
  if (options.userData === undefined || options.dataDir !== undefined || options.locale !== undefined || options.theme !== undefined) {
    await mkdir(userData, { recursive: true })
    await writeFile(join(userData, 'config.json'), JSON.stringify(remembered))
  }
  const app = await launchOnce({
    executablePath: path,
    args: [...before, ...rootArguments, '--disable-gpu', ...(options.args ?? [])],
    env: { ...inherited(), ...options.env, WORKSTATION_USER_DATA: userData },
    cwd: root,
    // the page follows the program's own theme, not the test tool's
    colorScheme: null,
  })
  const page = await app.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  const ended = new Promise<void>((done) => {
    app.process().once('exit', () => done())
  })
  const forget = async (): Promise<void> => {
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true, maxRetries: 5 })
  }
  return {
    app,
    page,
    userData,
    async close() {
      await app.close()
      await forget()
    },
    async kill() {
      app.process().kill('SIGKILL')
      await ended
      await forget()
    },
    backgroundPid: () => askMain(() => app.evaluate(({ app: shell }) => shell.getAppMetrics().find((each) => each.name === 'background')?.pid ?? null)),
  }
}

/**
 * Asks the main process a question that changes nothing. Its answer is a promise that nobody else holds: when V8 collects garbage before
 * Electron lets it settle, Playwright is told "Resulting promise was garbage collected". Then, and only then, it is asked again.
 */
export async function askMain<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('promise was garbage collected')) throw error
    return ask()
  }
}

function inherited(): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined && name !== 'ELECTRON_RUN_AS_NODE') kept[name] = value
  return kept
}
