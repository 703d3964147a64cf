import { _electron, type Page } from '@playwright/test'
import { launchApp, rootArguments } from '../e2e/support/app'
import { pageRpc } from '../e2e/support/rpc'
import { galleryData, type GalleryData } from './gallery-data'
import { watchTasks } from './responsiveness'
import { bareProgram, environmentOf } from './sides'
import { percentile, ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 2
const PHOTOS = 100_000
const DEFAULT_ROUNDS = 12
const PER_ROUND = 5
const LONG_MS = 50

/** Grid of ours as the page draws it, so that the bare page can draw the same. */
interface Measures {
  readonly columns: number
  readonly width: number
  readonly line: number
  readonly gap: number
  readonly box: { readonly width: number; readonly height: number }
}

/**
 * In the page: scrolls to each height and answers the milliseconds until the frame after which every picture in sight was decoded. The
 * photos cover the whole window, but for a headline.
 */
const SCROLL = `async (heights) => {
  const grid = document.querySelector('[data-testid="photo-grid"]')
  const frame = () => new Promise((done) => requestAnimationFrame(done))
  const painted = () => {
    const box = grid.getBoundingClientRect()
    const cells = [...grid.querySelectorAll('[role="option"]')].map((cell) => ({ cell, own: cell.getBoundingClientRect() })).filter(({ own }) => own.bottom > box.top && own.top < box.bottom)
    if (cells.length === 0) return null
    const slack = cells[0].own.height + 48
    if (Math.min(...cells.map(({ own }) => own.top)) > box.top + slack || Math.max(...cells.map(({ own }) => own.bottom)) < box.bottom - slack) return null
    const pictures = cells.map(({ cell }) => cell.querySelector('img'))
    return pictures.every((one) => one !== null && one.complete && one.naturalWidth > 0) ? pictures : null
  }
  const times = []
  for (const height of heights) {
    const from = performance.now()
    grid.scrollTop = height
    let pictures = null
    while (pictures === null && performance.now() - from < 20000) {
      await frame()
      pictures = painted()
    }
    if (pictures === null) throw new Error('no pictures after 20 s at ' + height)
    await Promise.all(pictures.map((one) => one.decode()))
    await frame()
    times.push(performance.now() - from)
  }
  return times
}`

const MEASURE = `() => {
  const grid = document.querySelector('[data-testid="photo-grid"]')
  const cells = [...grid.querySelectorAll('[role="option"]')].map((cell) => cell.getBoundingClientRect())
  const [first] = cells
  const line = cells.filter((cell) => cell.top === first.top)
  const next = cells.find((cell) => cell.top > first.top)
  const gap = line[1].left - line[0].right
  return { columns: line.length, width: first.width, line: next.top - first.top, gap, box: { width: grid.clientWidth, height: grid.clientHeight } }
}`

async function bareGallery(data: GalleryData): Promise<{ page: Page; begin(measures: Measures): Promise<void>; close(): Promise<void> }> {
  const side = await bareProgram('bare-gallery', { BARE_GALLERY: JSON.stringify({ thumbs: data.thumbs, list: data.list }) })
  const environment = Object.entries(environmentOf(side)).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const app = await _electron.launch({ executablePath: side.command, args: [...side.args, ...rootArguments], env: Object.fromEntries(environment) })
  const page = await app.firstWindow()
  await page.waitForLoadState('load')
  return {
    page,
    begin: ({ box, ...measures }) => page.evaluate(`globalThis.begin(${JSON.stringify(measures)}, ${JSON.stringify(box)})`),
    async close() {
      await app.close()
      side.dispose()
    },
  }
}

/** How long the smallest question waits at most while the gallery is asked for as a whole: no task of the database's owner is longer. */
async function longestWait(page: Page): Promise<number> {
  return page.evaluate<number>(`(async () => {
    let running = true
    let longest = 0
    const ask = async () => {
      while (running) {
        const from = performance.now()
        await globalThis.testRpc.call('photos.inboxCount', {})
        longest = Math.max(longest, performance.now() - from)
        await new Promise((done) => setTimeout(done, 1))
      }
    }
    const asking = ask()
    for (const question of [{ filter: {}, sort: 'month' }, { filter: {}, sort: 'buyer' }, { filter: { search: '0007' }, sort: 'month' }, { filter: { kind: 'lost' }, sort: 'buyer' }]) {
      for (let times = 0; times < 3; times += 1) await globalThis.testRpc.call('gallery.outline', { ...question, pageSize: 120 })
    }
    running = false
    await asking
    return longest
  })()`)
}

/** Heights to jump to, the same for both sides: all over the gallery, never the neighbourhood of the last one. */
const jumps = (round: number, height: number): number[] => Array.from({ length: PER_ROUND }, (_, n) => Math.floor(((((round * PER_ROUND + n) * 0.618_034 + 0.1) % 1) * 0.98 + 0.01) * height))
/** A screen after the other from somewhere. */
const screens = (round: number, height: number, screen: number): number[] => Array.from({ length: PER_ROUND + 1 }, (_, n) => Math.floor(((round * 0.381_966 + 0.05) % 0.9) * height) + n * screen)

/** A7, X6: from the scroll to painted thumbnails in our window ÷ in a bare page that has the whole list in memory, in turns; and the longest tasks. */
export async function galleryBench(options: BenchOptions): Promise<BenchResult> {
  // Read in place: what the program writes by itself at a start changes nothing of it.
  const data = await galleryData(PHOTOS, options.say)
  const times = { jump: { ours: [] as number[], bare: [] as number[] }, screen: { ours: [] as number[], bare: [] as number[] } }
  const longest = { page: 0, main: 0, over: 0, owner: 0 }
  const ours = await launchApp({ dataDir: data.dataDir, theme: 'light' })
  const bare = await bareGallery(data)
  try {
    await ours.page.getByTestId('pane-queue').waitFor()
    await pageRpc(ours.page)
    await ours.page.keyboard.press('Control+3')
    await ours.page.getByRole('button', { name: '全部', exact: true }).click()
    await ours.page.locator(`[data-testid="photo-grid"] [role="option"][aria-setsize="${PHOTOS}"] img`).first().waitFor()
    const measures = await ours.page.evaluate<Measures>(`(${MEASURE})()`)
    await bare.begin(measures)
    const run = (page: Page, heights: readonly number[]): Promise<number[]> => page.evaluate<number[]>(`(${SCROLL})(${JSON.stringify(heights)})`)
    const heightOf = (page: Page): Promise<number> => page.evaluate<number>(`document.querySelector('[data-testid="photo-grid"]').scrollHeight`)
    const heights = { ours: await heightOf(ours.page), bare: await heightOf(bare.page) }
    for (const [side, page] of [['ours', ours.page], ['bare', bare.page]] as const) await run(page, jumps(1000, heights[side]))
    const tasks = await watchTasks(ours)
    for (let round = 0; round < (options.runs ?? DEFAULT_ROUNDS); round += 1) {
      const sides = [['ours', ours.page], ['bare', bare.page]] as const
      for (const [side, page] of round % 2 === 0 ? sides : [...sides].reverse()) {
        times.jump[side].push(...(await run(page, jumps(round, heights[side]))))
        // the first of them is a jump
        times.screen[side].push(...(await run(page, screens(round, heights[side], measures.box.height))).slice(1))
      }
    }
    const seen = await tasks()
    longest.page = Math.max(0, ...seen.page)
    longest.main = Math.max(0, ...seen.main)
    longest.over = [...seen.page, ...seen.main].filter((ms) => ms > LONG_MS).length
    longest.owner = await longestWait(ours.page)
  } finally {
    await bare.close()
    await ours.close()
  }
  const parts = [['jump', times.jump], ['next screen', times.screen]] as const
  const spreads = parts.map(([part, { ours, bare }]) => ({ part, ratio: ratioOf(percentile(ours, 0.95), percentile(bare, 0.95)), ours: spread(ours), bare: spread(bare) }))
  const worst = spreads.reduce((one, other) => (other.ratio > one.ratio ? other : one))
  return {
    name: 'gallery', ratio: worst.ratio, ours: worst.ours, bare: worst.bare, bar: BAR, parts: spreads,
    note: `${PHOTOS} photos, 95th percentile from the scroll to painted thumbnails, the worse way to scroll; tasks over ${LONG_MS} ms: ${longest.over}; longest in the page ${Math.round(longest.page)} ms, in the main process ${Math.round(longest.main)} ms; longest wait for the owner of the database while it reads outlines ${Math.round(longest.owner)} ms`,
  }
}
