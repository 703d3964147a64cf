import { join } from 'node:path'
import { expect, type ElectronApplication, type Page } from '@playwright/test'
import { resultsDir } from '../../e2e/support/app'
import { noticesGone } from '../../e2e/support/desk'
import { overflowing, resize, violations } from '../../e2e/support/looks'

export const LANGUAGES = ['zh', 'en'] as const
export const THEMES = ['light', 'dark'] as const
export type Language = (typeof LANGUAGES)[number]
export type Theme = (typeof THEMES)[number]
/** Width and height of the window; what is not said is the first. */
export type Size = readonly [width: number, height: number]
export const USUAL: Size = [1366, 768]
/** A window cannot be larger on a screen of 1920×1080. */
export const LARGE: Size = [1919, 1079]

/** Which of the four are taken, for a quick look: LOOKS=zh-light,en-dark. All by default; only then axe judges too. */
const chosen = process.env['LOOKS']?.split(',')
export const isWanted = (language: Language, theme: Theme): boolean => chosen?.includes(`${language}-${theme}`) ?? true
/** Which widths are taken, for a quick look: LOOKS_WIDTHS=1366. */
const widths = process.env['LOOKS_WIDTHS']?.split(',').map(Number)

/** A window and its page. */
export interface Shown {
  readonly app: ElectronApplication
  readonly page: Page
}

export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(`window.workstation.setTheme('${theme}')`)
  await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe(theme)
}

/** Switches where it is another; also from inside a dialog, over which the button of the window cannot be clicked. */
export async function setLanguage(page: Page, language: Language): Promise<void> {
  const english = (): Promise<boolean> => page.evaluate<string>(`document.documentElement.lang`).then((now) => now.startsWith('en'))
  if ((await english()) !== (language === 'en')) await page.getByTestId('switch-language').first().dispatchEvent('click')
  await expect.poll(english).toBe(language === 'en')
}

/**
 * Words that are cut where they must be read whole: filters, headings, figures, buttons. A value that a person or a file gave may be long and is
 * then cut with a tip; what the program itself says has to fit.
 */
export function cut(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('.filter .value, .filter input, [role="columnheader"], th, h1, h2, h3, dt, [role="tab"], button .words, [data-testid^="kpi-"] .label')]
    .filter((element) => element.checkVisibility() && element.clientWidth > 1 && element.scrollWidth > element.clientWidth && !element.closest('.visually-hidden') && !element.hasAttribute('data-may-cut'))
    .map((element) => (element.value ?? element.textContent).trim() + ' ' + element.scrollWidth + ' > ' + element.clientWidth)`)
}

/** One picture, `screen-<name>-<language>-<theme>`: nothing too wide, nothing that axe finds serious; in what differs by colours only, colours. */
export async function look(page: Page, name: string, language: Language, theme: Theme, isJudged = true): Promise<void> {
  await noticesGone(page)
  await page.mouse.move(2, 2)
  // a change of the theme goes over in some frames
  await expect.poll(() => page.evaluate(`document.getAnimations().filter((one) => one instanceof CSSTransition && one.playState === 'running').length`)).toBe(0)
  await page.screenshot({ path: join(resultsDir, `screen-${name}-${language}-${theme}.png`) })
  expect.soft(await overflowing(page), name).toEqual([])
  expect.soft(await cut(page), `${name}, ${language}: cut`).toEqual([])
  if (chosen === undefined && isJudged) expect.soft(await violations(page, language === 'zh' && theme === 'light' ? 'all' : 'colours'), name).toEqual([])
}

/**
 * The screen that is open in both languages and themes and at each size (`screen-<name>-<language>-<theme>`, at another size `screen-<name>-<width>-…`). `again`: what a language
 * must have done in it, as words of a failure stay as they came.
 */
export async function everyLook({ app, page }: Shown, name: string, { again, sizes = [USUAL, LARGE] }: { readonly again?: () => Promise<void>; readonly sizes?: readonly Size[] } = {}): Promise<void> {
  const before = await page.evaluate<[number, number]>(`[innerWidth, innerHeight]`)
  for (const language of LANGUAGES) {
    const themes = THEMES.filter((theme) => isWanted(language, theme))
    if (themes.length === 0) continue
    await setLanguage(page, language)
    await again?.()
    for (const [width, height] of sizes.filter(([wide]) => widths?.includes(wide === LARGE[0] ? 1920 : wide) ?? true)) {
      await resize(app, page, width, height)
      for (const theme of themes) {
        await setTheme(page, theme)
        const place = width === USUAL[0] ? name : `${name}-${width === LARGE[0] ? 1920 : width}`
        // colours, names and roles are the same in both languages and in a larger window
        await look(page, place, language, theme, width !== LARGE[0] && language === 'zh')
      }
    }
    await resize(app, page, ...before)
  }
  await setTheme(page, 'light')
  await setLanguage(page, 'zh')
}
