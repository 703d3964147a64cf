import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchApp, type LaunchedApp } from '../e2e/support/app'
import { pageRpc } from '../e2e/support/rpc'
import { benchData, ROOT } from './data'
import { importFiles } from './import-files'
import { percentile, ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 3
const ROWS = 100_000
const IDLE_PAGES = 400
const LONG_MS = 50
const DEADLINE_MS = 180_000

/** What the page and the main process saw since the last reading, in milliseconds. */
interface Tasks {
  readonly page: readonly number[]
  readonly main: readonly number[]
}

/** Notes tasks of the page over 50 ms by the browser's own measure, and how late the main process's timers come. */
export async function watchTasks({ app, page }: LaunchedApp): Promise<() => Promise<Tasks>> {
  await page.evaluate(`globalThis.longTasks = []; new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.longTasks.push(one.duration) }).observe({ type: 'longtask' }); null`)
  await app.evaluate(() => {
    const every = 5
    const late: number[] = []
    let last = performance.now()
    setInterval(() => {
      const now = performance.now()
      if (now - last - every > 20) late.push(now - last - every)
      last = now
    }, every)
    Object.assign(globalThis, { lateTimers: late })
  })
  return async () => ({
    page: await page.evaluate<number[]>('globalThis.longTasks.splice(0)'),
    main: await app.evaluate(() => (globalThis as unknown as { lateTimers: number[] }).lateTimers.splice(0)),
  })
}

/** Asks for queue pages one after the other, as a person who scrolls does, until told to stop; answers how long each took. */
async function pagesWhile(page: Page, pause: number, until: string): Promise<number[]> {
  return page.evaluate<number[]>(`(async () => {
    const times = []
    const end = performance.now() + ${DEADLINE_MS}
    while (!(${until})(times) && performance.now() < end) {
      const from = performance.now()
      await globalThis.testRpc.call('cases.list', { view: 'open', limit: 100 })
      times.push(performance.now() - from)
      await new Promise((done) => setTimeout(done, ${pause}))
    }
    return times
  })()`)
}

/** X6: p95 of a queue page during an import, asked through the real window, ÷ idle; and the longest tasks of page and main process. */
export async function responsivenessBench(options: BenchOptions): Promise<BenchResult> {
  const data = await benchData(options.cases, options.say)
  const files = await importFiles(ROWS, options.say)
  const work = join(ROOT, '.cache', 'bench', `responsiveness-${process.pid}`)
  mkdirSync(work, { recursive: true })
  const parts: { part: string; ratio: number; ours: ReturnType<typeof spread>; bare: ReturnType<typeof spread> }[] = []
  const longest = { page: 0, main: 0, over: 0 }
  try {
    cpSync(data.dataDir, join(work, 'data'), { recursive: true })
    const launched = await launchApp({ dataDir: join(work, 'data'), theme: 'light' })
    try {
      const { app, page } = launched
      await page.getByTestId('pane-queue').waitFor()
      await pageRpc(page)
      await page.waitForTimeout(3000)
      const tasks = await watchTasks(launched)
      await pagesWhile(page, 0, '(times) => times.length >= 50')
      const idle = await pagesWhile(page, 5, `(times) => times.length >= ${IDLE_PAGES}`)
      await tasks()
      for (const [name, path] of Object.entries(files)) {
        await app.evaluate(({ dialog }, file) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] })
        }, path)
        await page.keyboard.press('Control+o')
        await page.locator('[data-testid="import-step"][data-step="preview"]').waitFor()
        await page.getByTestId('import-start').click()
        const busy = await pagesWhile(page, 5, `() => document.querySelector('[data-testid="import-step"]')?.dataset.step === 'done'`)
        if (!(await page.getByTestId('import-outcome').isVisible())) throw new Error(`the import of ${name} did not end`)
        const seen = await tasks()
        longest.page = Math.max(longest.page, ...seen.page)
        longest.main = Math.max(longest.main, ...seen.main)
        longest.over += [...seen.page, ...seen.main].filter((ms) => ms > LONG_MS).length
        parts.push({ part: `import of ${name}, ${busy.length} pages`, ratio: ratioOf(percentile(busy, 0.95), percentile(idle, 0.95)), ours: spread(busy), bare: spread(idle) })
        await page.getByTestId('outcome-next').click()
      }
    } finally {
      await launched.close()
    }
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
  const [first] = parts
  if (first === undefined) throw new Error('nothing was measured')
  const worst = parts.reduce((one, other) => (other.ratio > one.ratio ? other : one), first)
  return {
    name: 'responsiveness', ratio: worst.ratio, ours: worst.ours, bare: worst.bare, bar: BAR, parts,
    note: `${options.cases} cases; "bare" is the same page idle; tasks over ${LONG_MS} ms: ${longest.over}; longest in the page ${Math.round(longest.page)} ms, in the main process ${Math.round(longest.main)} ms`,
  }
}
