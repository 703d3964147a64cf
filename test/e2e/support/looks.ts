import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type ElectronApplication, type Page } from '@playwright/test'
import { resultsDir, root } from './app'

/** What is judged about a screen besides what it does: accessibility, overflow, and how it looks. */

/** The inner size of the window; the page follows. */
export async function resize(app: ElectronApplication, page: Page, width: number, height: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0), [width, height])
  await expect.poll(() => page.evaluate(`[innerWidth, innerHeight].join()`)).toBe(`${width},${height}`)
  // a key pressed in the frame between would still go to the layout before
  if ((await page.locator('main.work').count()) > 0) await expect(page.locator('main.work > .sidecar')).toHaveCount(width <= 700 ? 1 : 0)
}

interface Finding {
  readonly rule: string
  readonly impact: string
  readonly where: readonly string[]
}

const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Serious and critical violations of WCAG 2 A and AA as axe finds them (U3); in a second theme only the colours can differ. */
export async function violations(page: Page, only: 'all' | 'colours' = 'all'): Promise<Finding[]> {
  // axe would open a page of its own, which this program refuses
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const found = await (only === 'colours' ? axe.withRules(['color-contrast']) : axe.withTags(LEVELS)).analyze()
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => ({ rule: one.id, impact: one.impact ?? '', where: one.nodes.map((node) => `${node.target.join(' ')} · ${node.any.map((check) => check.message).join('; ')}`).slice(0, 5) }))
}

/** Places wider than they are: the document and every pane that can be seen. A grid of many columns scrolls inside itself. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(`[document.documentElement, document.body, ...document.querySelectorAll('[data-pane], [data-pane] > *, .dv-groupview')]
    .filter((element) => element.checkVisibility() && element.clientWidth > 0 && element.scrollWidth > element.clientWidth)
    .map((element) => (element.dataset.pane ?? element.className) + ' ' + element.scrollWidth + ' > ' + element.clientWidth)`)
}

/** Panes that can be seen whole inside the window, by id. */
export function visiblePanes(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('[data-pane]')].filter((pane) => {
    const box = pane.getBoundingClientRect()
    return pane.checkVisibility() && box.width > 200 && box.height > 60 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight
  }).map((pane) => pane.dataset.pane).sort()`)
}

/** A picture for the manual, taken anew only when it is asked for; always one for whoever looks at the results. */
export async function picture(page: Page, name: string): Promise<void> {
  // where the focus is belongs to the moment, not to the manual
  await page.evaluate(`document.activeElement?.blur()`)
  await page.mouse.move(2, 2)
  const full = await page.screenshot({ path: join(resultsDir, `picture-${name}.png`) })
  if (process.env['UPDATE_PICTURES'] !== '1') return
  const small = await fewColours(full)
  expect(small.length).toBeLessThan(250_000)
  await writeFile(join(root, 'docs', 'pictures', `${name}.png`), small)
}

/** A picture for a page of the manual, in the light theme at 1366×768, when it is asked for; the screen is as it was afterwards. */
export async function manualPicture({ app, page }: { readonly app: ElectronApplication; readonly page: Page }, name: string): Promise<void> {
  if (process.env['UPDATE_PICTURES'] !== '1') return
  const before = await page.evaluate<{ theme: string; size: [number, number] }>(`({ theme: document.documentElement.dataset.theme, size: [innerWidth, innerHeight] })`)
  await page.evaluate(`window.workstation.setTheme('light')`)
  await resize(app, page, 1366, 768)
  await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('light')
  await page.mouse.move(2, 2)
  await writeFile(join(root, 'docs', 'manual', 'pictures', `${name}.png`), await fewColours(await page.screenshot()))
  await page.evaluate(`window.workstation.setTheme('${before.theme}')`)
  await resize(app, page, ...before.size)
}

interface PaletteWriter {
  readonly Image: { newFromBuffer(bytes: Uint8Array): { pngsaveBuffer(options: object): Uint8Array } }
}

/** A screen has few colours: with a palette of 256 the file is a third, and text stays as sharp. */
async function fewColours(png: Uint8Array): Promise<Uint8Array> {
  const { default: create } = (await import('wasm-vips')) as unknown as { default: (options: object) => Promise<PaletteWriter> }
  const vips = await create({ dynamicLibraries: [] })
  return vips.Image.newFromBuffer(png).pngsaveBuffer({ palette: true, dither: 0, compression: 9 }).slice()
}
