import { join } from 'node:path'
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { resultsDir } from './app'

/** How a person drives the window: the keyboard, what native dialogs answer, and files brought with the mouse. */

export const pane = (page: Page, id: string): Locator => page.getByTestId(`pane-${id}`)
export const shot = (page: Page, name: string): Promise<Buffer> => page.screenshot({ path: join(resultsDir, `${name}.png`) })

/** Test id of what has the focus; '' when it has none. */
export const focusedId = (page: Page): Promise<string> => page.evaluate(`document.activeElement?.getAttribute('data-testid') ?? ''`)

/** Presses the keys one after the other. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** Goes to the element with Tab alone, as somebody without a mouse does; fails when the keyboard does not reach it. */
export async function tabTo(page: Page, testid: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let step = 0; step < 60; step += 1) {
    const now = await focusedId(page)
    if (now === testid) return
    passed.push(now)
    await page.keyboard.press(key)
  }
  throw new Error(`the keyboard does not reach ${testid}; it passed ${passed.join(', ')}`)
}

/** Types into a field that is reached by Tab, over what stands there. */
export async function fillByKeys(page: Page, testid: string, text: string): Promise<void> {
  await tabTo(page, testid)
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

/** Chooses in a list field that is reached by Tab. */
export async function chooseByKeys(page: Page, testid: string, option: string): Promise<void> {
  await tabTo(page, testid)
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: option, exact: true }).waitFor()
  for (let step = 0; step < 40; step += 1) {
    if ((await page.evaluate<string>(`document.activeElement?.textContent?.trim() ?? ''`)).startsWith(option)) break
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByTestId(testid)).toContainText(option)
}

const FIELDS_TO_LEAVE: readonly string[] = ['reply-text', 'template-search', 'queue-search']
const paneInFront = (page: Page): Promise<string> => page.evaluate(`document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? ''`)

/**
 * `G` and a letter: goes to a pane, leaving a field first. Pressed again where it did not arrive, as a person does: on a busy machine the
 * second key may come too late for the first, or while a dialog is still closing; what the letter opened alone is left first.
 */
export async function goTo(page: Page, letter: string, id: string): Promise<void> {
  let again = false
  await expect(async () => {
    const astray = again && (await page.getByRole('dialog').count()) > 0
    if (astray || FIELDS_TO_LEAVE.includes(await focusedId(page))) await page.keyboard.press('Escape')
    again = true
    await press(page, 'g', letter)
    await expect.poll(() => paneInFront(page), { timeout: 4000 }).toBe(id)
  }).toPass({ timeout: 25_000 })
}

/** Presses an arrow in the large view until `where` says that the photo is there; each step is waited for, or the keys would run past it. */
export async function stepTo(page: Page, key: 'ArrowLeft' | 'ArrowRight', where: Locator, words: RegExp, steps: number): Promise<void> {
  const path = page.getByTestId('photo-path')
  for (let step = 0; step < steps; step += 1) {
    const before = await path.innerText()
    if (words.test(await where.innerText())) return
    await page.keyboard.press(key)
    await expect(path).not.toHaveText(before)
  }
  await expect(where).toContainText(words)
}

/** What the next native file or folder dialogs answer; null is a person who gives up. */
export async function answerOpen(app: ElectronApplication, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths: [...filePaths] })
  }, paths)
}

export async function answerSave(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, filePath)
}

/** Drops files of this disk on an element: real `File`s with their paths, as the file manager brings them. */
export async function dropFiles(page: Page, target: Locator, paths: readonly string[]): Promise<void> {
  await page.evaluate(`{ const input = document.createElement('input'); input.type = 'file'; input.multiple = true; input.id = 'test-drop'; input.hidden = true; document.body.append(input) }`)
  await page.locator('#test-drop').setInputFiles([...paths])
  const transfer = await page.evaluateHandle(`(() => {
    const input = document.getElementById('test-drop')
    const transfer = new DataTransfer()
    for (const file of input.files) transfer.items.add(file)
    input.remove()
    return transfer
  })()`)
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer: transfer })
}

/** Puts a drawn picture on the clipboard, as a screenshot tool does. */
export async function copyPicture(page: Page, seed: number): Promise<void> {
  await page.evaluate(`(async () => {
    const canvas = new OffscreenCanvas(320, 200)
    const paint = canvas.getContext('2d')
    for (let row = 0; row < 10; row += 1) {
      paint.fillStyle = 'hsl(' + ((row * 36 + ${seed} * 17) % 360) + ' 60% 55%)'
      paint.fillRect(0, row * 20, 320, 20)
    }
    const blob = await canvas.convertToBlob({ type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  })()`)
}

/** Every thumbnail inside has been painted. */
export async function expectPainted(within: Locator, count: number): Promise<void> {
  const pictures = within.locator('img[src^="photo://thumb/"]')
  await expect(pictures).toHaveCount(count)
  await expect
    .poll(() => pictures.evaluateAll((images) => (images as unknown as { complete: boolean; naturalWidth: number }[]).filter((image) => image.complete && image.naturalWidth > 0).length))
    .toBe(count)
}

/** Waits until no notice is left: they pass over what is looked at. */
export async function noticesGone(page: Page): Promise<void> {
  await expect(page.getByTestId('toast')).toHaveCount(0, { timeout: 15_000 })
}
