import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { resultsDir } from './app'

/** What a person pressed for one piece of work. A chord counts as one; typed text counts by its characters; a paste is one chord. */
export interface KeyCount {
  /** Shortcuts, arrows, Enter and the like. */
  readonly strokes: number
  /** Characters of typed text. */
  readonly typed: number
}

/**
 * The keyboard of a page that counts what is pressed, and nothing else to act with: a script that is given this and no page cannot
 * use the mouse.
 */
export class CountingKeyboard {
  private strokes = 0
  private typed = 0

  constructor(private readonly page: Page) {}

  /** Presses keys or chords one after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key)
      this.strokes += 1
    }
  }

  /** Types text as with an input method: it arrives whole, its characters are counted. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.insertText(text)
    this.typed += [...text].length
  }

  /** Puts text on the clipboard as another program would (not counted), and pastes it where the focus is (one chord). */
  async paste(text: string): Promise<void> {
    await this.copyElsewhere(text)
    await this.press('Control+v')
  }

  /** What another program put on the clipboard; that program's keys are not ours. */
  async copyElsewhere(text: string): Promise<void> {
    await this.page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(text)})`)
  }

  /** What was counted since the last call. */
  take(): KeyCount {
    const count = { strokes: this.strokes, typed: this.typed }
    this.strokes = 0
    this.typed = 0
    return count
  }
}

/**
 * Seconds that an average office typist needs by the keystroke-level model of Card, Moran and Newell: 0.28 s for a key, 1.35 s to think before
 * each of `decisions`. A stopwatch would time this machine; this counts the work.
 */
export function typistSeconds({ strokes, typed }: KeyCount, decisions: number): number {
  return (strokes + typed) * 0.28 + decisions * 1.35
}

/** Prints a count, and keeps it for the table of the manual. */
export async function report(name: string, { strokes, typed }: KeyCount): Promise<void> {
  const line = `${name}: ${strokes} key presses${typed === 0 ? '' : ` and ${typed} typed characters`}`
  process.stdout.write(`    ${line}\n`)
  await mkdir(resultsDir, { recursive: true })
  await appendFile(join(resultsDir, 'key-presses.txt'), `${line}\n`)
}
