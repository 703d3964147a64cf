import { join } from 'node:path'
import { app, dialog, Menu, Notification, shell } from 'electron'
import type { BackgroundHost } from './background-host'
import { createBackgroundHost } from './background-host'
import { setBadge } from './badge'
import { createDueNotifier } from './due-notifier'
import { DUE_WORDS } from './due-words'
import { createCapture } from './capture'
import { createFloatWindow } from './float'
import { registerIpc } from './ipc'
import { hasKeychain, useKeychain } from './keychain'
import { createShellLog } from './log'
import { createPasteTarget } from './paste'
import { chooseUserData, devServer, paths } from './paths'
import { createPrinter } from './printer'
import { registerSchemes, serveSchemes } from './protocol'
import { hardenProcess, hardenSession } from './security'
import { openSettings } from './settings'
import { createSmoke } from './smoke'
import type { AppTray } from './tray'
import { createTray } from './tray'
import type { MainWindow } from './windows'
import { createMainWindow } from './windows'
import type { LostPart } from './words'
import { chooseLocale, WORDS } from './words'

/** How long the background process may take to finish what it accepted before the program ends. */
const DRAIN_DEADLINE_MS = 8000

const TRAY_AFTER_MS = 2000
/** The floating replies and both global shortcuts wait until the start is over (X1). */
const FLOAT_AFTER_MS = 4000

/**
 * The program's life: one instance per user-data folder, start, crash loop, drain, end.
 * Runs to the end before `ready`, as schemes and sandbox must be declared by then.
 */
export function run(): void {
  const smokeRun = process.env['WORKSTATION_SMOKE'] === '1'
  const userData = chooseUserData(smokeRun)
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('The workstation is already running; its window was brought to the front.\n')
    app.exit(0)
    return
  }
  const log = createShellLog(userData, Date.now)
  process.on('uncaughtExceptionMonitor', (error, origin) => log.write('main-failed', { origin, error: error.stack ?? String(error) }))
  const settings = openSettings(userData, log)
  const smoke = smokeRun ? createSmoke(() => app.quit(), (code) => app.exit(code)) : null
  hardenProcess()
  registerSchemes()
  // Chromium draws date fields and its own words in this language; it is read once, at the start.
  const chosen = settings.get().locale
  if (chosen !== null && chosen !== undefined) app.commandLine.appendSwitch('lang', chosen)
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null)

  const locale = (): ReturnType<typeof chooseLocale> => chooseLocale(settings.get().locale, app.getPreferredSystemLanguages())
  const words = (): (typeof WORDS)['en'] => WORDS[locale()]

  const background: BackgroundHost = createBackgroundHost({
    modulePath: paths.background,
    filesModulePath: paths.files,
    compiledPath: join(userData, 'compiled', 'background'),
    log,
    init: () => ({ type: 'init', dataDir: settings.get().dataDir, resourcesDir: paths.resources, appVersion: app.getVersion(), locale: locale() }),
    onDataDir: (dataDir) => settings.update({ dataDir }),
    onDue: (summary) => due.receive(summary),
    print: (document) => printer.print(document),
    keychain: hasKeychain,
    secret: (way, text) => useKeychain(way, text, log),
    onRestarted: () => window.tell({ type: 'background-restarted' }),
    onDown: () => {
      smoke?.failed(`the background process keeps ending; see ${log.file}`)
      window.tell({ type: 'background-down', logFile: log.file })
      void askHowToGoOn('background')
    },
  })

  const window: MainWindow = createMainWindow({
    settings,
    log,
    title: () => words().title,
    onPageLost: (reason) => {
      smoke?.failed(`the page was lost: ${reason}`)
      void askHowToGoOn('page')
    },
    // a hidden window would keep the program alive where closing the last one ends it
    onClosed: () => {
      if (process.platform !== 'darwin') {
        capture.close()
        float.close()
      }
    },
  })
  const target = createPasteTarget()
  const float = createFloatWindow({ settings, log, target, title: () => words().floatTitle, tellMain: (event) => window.tell(event) })
  const capture = createCapture({
    settings,
    log,
    target,
    title: () => words().regionTitle,
    locale,
    mainWindow: () => window.current(),
    showMainWindow: () => window.show(),
    tell: (event) => window.tell(event),
  })

  const printer = createPrinter(log)

  let tray: AppTray | null = null
  let trayTimer: NodeJS.Timeout | undefined
  let floatTimer: NodeJS.Timeout | undefined
  const showOverdue = (): void => {
    due.dismiss()
    window.show()
    window.tell({ type: 'show-overdue' })
  }
  const due = createDueNotifier({
    create: (texts) => (Notification.isSupported() ? new Notification(texts) : null),
    badge: (overdue) => setBadge(overdue, window.current()),
    tray: (texts) => tray?.update(texts),
    open: showOverdue,
    locale,
    words: () => DUE_WORDS[locale()],
  })

  /** Words, a way to try again, and the way to the log: never a window that silently does nothing. */
  async function askHowToGoOn(part: LostPart): Promise<void> {
    const { title, lost, lostDetail, lostButtons } = words()
    const buttons = [lostButtons.retry, lostButtons.showLog, lostButtons.quit]
    const box = { type: 'error' as const, title, message: lost[part], detail: lostDetail(log.file), buttons, defaultId: 0, cancelId: 0 }
    const parent = window.current()
    const { response } = await (parent ? dialog.showMessageBox(parent, box) : dialog.showMessageBox(box))
    if (response === 2) {
      app.quit()
      return
    }
    if (response === 1) shell.showItemInFolder(log.file)
    background.start()
    window.current()?.webContents.reload()
  }

  let end: 'running' | 'draining' | 'drained' = 'running'
  app.on('before-quit', (event) => {
    if (end === 'drained') return
    event.preventDefault()
    if (end === 'draining') return
    end = 'draining'
    window.tell({ type: 'quitting' })
    due.dismiss()
    // one that came while the program ends would hold it up
    clearTimeout(trayTimer)
    clearTimeout(floatTimer)
    tray?.destroy()
    const clipboardBack = float.settleClipboard().catch((error: unknown) => log.write('clipboard-not-restored', { error: String(error) }))
    void Promise.all([background.drain(DRAIN_DEADLINE_MS), clipboardBack]).finally(() => {
      end = 'drained'
      capture.close()
      float.close()
      target.close()
      printer.close()
      app.quit()
    })
  })
  // the windows are closed by now and have said where they were
  let settled = false
  app.on('will-quit', (event) => {
    if (settled) return
    event.preventDefault()
    settled = true
    void settings.flush().finally(() => app.quit())
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('second-instance', () => window.show())
  app.on('activate', () => window.show())

  app.on('ready', () => {
    // first of all, since the first rows wait for it: the database opens while the window and the page's process start
    background.start()
    hardenSession()
    serveSchemes(paths.renderer, { dataDir: () => settings.get().dataDir, resolvePhoto: (sha256) => background.resolvePhoto(sha256) }, devServer())
    registerIpc({
      settings,
      log,
      words,
      locale,
      connect: (frame) => background.connect(frame),
      float,
      capture,
      printer,
      showMainWindow: () => window.show(),
      onPainted: (what) => {
        smoke?.painted(what)
      },
      photoPath: async (sha256) => (await background.resolvePhoto(sha256))?.path ?? null,
    })
    window.show()
    // nobody looks at it before the window is there; drawing it takes time that the first page needs (X1)
    if (!smokeRun) trayTimer = setTimeout(() => (tray = createTray({ log, words: () => DUE_WORDS[locale()], open: showOverdue, openFloat: () => void float.show(), mute: (until) => background.mute(until), quit: () => app.quit() })), TRAY_AFTER_MS)
    if (!smokeRun) floatTimer = setTimeout(() => (float.start(), capture.start()), FLOAT_AFTER_MS)
  })
}
