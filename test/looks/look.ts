import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { resultsDir } from '../e2e/support/app'
import { noticesGone } from '../e2e/support/desk'
import { overflowing, violations } from '../e2e/support/looks'

export const LANGUAGES = ['zh', 'en'] as const
export const THEMES = ['light', 'dark'] as const
/** Which of the four are taken, for a quick look: LOOKS=zh-light,en-dark. All by default; only then axe judges too. */
const chosen = process.env['LOOKS']?.split(',')
export const isWanted = (language: Language, theme: Theme): boolean => chosen?.includes(`${language}-${theme}`) ?? true
export type Language = (typeof LANGUAGES)[number]
export type Theme = (typeof THEMES)[number]

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

/** One picture, `screen-<name>-<language>-<theme>`: nothing too wide, nothing that axe finds serious; in what differs by colours only, colours. */
export async function look(page: Page, name: string, language: Language, theme: Theme): Promise<void> {
  await noticesGone(page)
  await page.mouse.move(2, 2)
  // a change of the theme goes over in some frames
  await expect.poll(() => page.evaluate(`document.getAnimations().filter((one) => one instanceof CSSTransition && one.playState === 'running').length`)).toBe(0)
  await page.screenshot({ path: join(resultsDir, `screen-${name}-${language}-${theme}.png`) })
  expect.soft(await overflowing(page), name).toEqual([])
  if (chosen === undefined) expect.soft(await violations(page, language === 'zh' && theme === 'light' ? 'all' : 'colours'), name).toEqual([])
}

/** The screen that is open in both languages and themes. `again`: what a language must have done in it, as words of a failure stay as they came. */
export async function everyLook(page: Page, name: string, again?: () => Promise<void>): Promise<void> {
  for (const language of LANGUAGES) {
    const themes = THEMES.filter((theme) => isWanted(language, theme))
    if (themes.length === 0) continue
    await setLanguage(page, language)
    await again?.()
    for (const theme of themes) {
      await setTheme(page, theme)
      await look(page, name, language, theme)
    }
  }
  await setTheme(page, 'light')
  await setLanguage(page, 'zh')
}
