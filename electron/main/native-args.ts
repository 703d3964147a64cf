import type { CaptureSettings, FileKind, FloatSettings, NativeErrorCode, ShellLocale, ThemeChoice } from '../../src/contract/native'

/** A refused bridge call; `code` goes in front of the message that the page sees. */
export class NativeRefusal extends Error {
  constructor(readonly code: NativeErrorCode, message: string) {
    super(message)
    this.name = 'NativeRefusal'
  }
}

/** Turns the arguments of a bridge call into what it takes, or throws `NativeRefusal('bad-argument')`. */
export type ArgumentParser<T> = (args: readonly unknown[]) => T

const bad = (message: string): NativeRefusal => new NativeRefusal('bad-argument', message)

export const none: ArgumentParser<null> = (args) => {
  if (args.length !== 0) throw bad('no argument expected')
  return null
}

function only(args: readonly unknown[]): unknown {
  if (args.length !== 1) throw bad('exactly one argument expected')
  return args[0]
}

/** One string of at most `maxLength` UTF-16 units without NUL. */
export const text =
  (maxLength: number): ArgumentParser<string> =>
  (args) => {
    const value = only(args)
    if (typeof value !== 'string' || value.length > maxLength || value.includes('\0')) throw bad(`a string of at most ${maxLength} characters expected`)
    return value
  }

/** What names a photo: the hash of its bytes, never a path. */
export const photoHash: ArgumentParser<string> = (args) => {
  const value = only(args)
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw bad('the SHA-256 of a photo expected')
  return value
}

/** A number of things waiting, 0 to 9999. */
export const count: ArgumentParser<number> = (args) => {
  const value = only(args)
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 9999) throw bad('a whole number from 0 to 9999 expected')
  return value
}

const oneOf =
  <T extends string>(...choices: readonly T[]): ArgumentParser<T> =>
  (args) => {
    const value = only(args)
    const found = choices.find((choice) => choice === value)
    if (found === undefined) throw bad(`one of ${choices.join(', ')} expected`)
    return found
  }

export const themeChoice: ArgumentParser<ThemeChoice> = oneOf('system', 'light', 'dark')
export const localeChoice: ArgumentParser<ShellLocale> = oneOf('zh-CN', 'en')
const fileKind: ArgumentParser<FileKind> = oneOf('photo', 'sheet', 'template', 'backup', 'any')

export const pickRequest: ArgumentParser<{ readonly kind: FileKind; readonly multiple: boolean }> = (args) => {
  const value = only(args)
  if (typeof value !== 'object' || value === null || !('kind' in value)) throw bad('{kind, multiple?} expected')
  const multiple = 'multiple' in value ? value.multiple : true
  if (multiple !== undefined && typeof multiple !== 'boolean') throw bad('multiple must be true or false')
  return { kind: fileKind([value.kind]), multiple: multiple ?? true }
}

/** An id of a row, or null. */
export const idOrNull: ArgumentParser<string | null> = (args) => {
  const value = only(args)
  if (value === null) return null
  if (typeof value !== 'string' || !/^[\w:.-]{1,100}$/.test(value)) throw bad('an id or null expected')
  return value
}

/** A global shortcut: at least Ctrl or Alt, or a function key; nothing that a person types. */
const SHORTCUT = /^(?:(?=(?:[^+]+\+)*(?:Ctrl|Alt)\+)(?:(?:Ctrl|Alt|Shift)\+){1,3}(?:[A-Z0-9]|Space|F(?:[1-9]|1\d|2[0-4]))|(?:Shift\+)?F(?:[1-9]|1\d|2[0-4]))$/
export const isShortcut = (value: unknown): value is string => typeof value === 'string' && value.length <= 40 && SHORTCUT.test(value)
export const isRestoreDelay = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 10_000

/** Only what is named and right; a field of another name is refused. */
export const floatChange: ArgumentParser<Partial<FloatSettings>> = (args) => {
  const value = only(args)
  if (typeof value !== 'object' || value === null) throw bad('{shortcut?, hideOnBlur?, restoreAfterMs?} expected')
  const change: { -readonly [K in keyof FloatSettings]?: FloatSettings[K] } = {}
  for (const [name, given] of Object.entries(value)) {
    if (name === 'shortcut' && (given === null || isShortcut(given))) change.shortcut = given
    else if (name === 'hideOnBlur' && typeof given === 'boolean') change.hideOnBlur = given
    else if (name === 'restoreAfterMs' && isRestoreDelay(given)) change.restoreAfterMs = given
    else throw bad(`${name} is not a setting of the floating window, or has a wrong value`)
  }
  return change
}

/** As `floatChange`. */
export const captureChange: ArgumentParser<Partial<CaptureSettings>> = (args) => {
  const value = only(args)
  if (typeof value !== 'object' || value === null) throw bad('{shortcut?, hideOwn?} expected')
  const change: { -readonly [K in keyof CaptureSettings]?: CaptureSettings[K] } = {}
  for (const [name, given] of Object.entries(value)) {
    if (name === 'shortcut' && (given === null || isShortcut(given))) change.shortcut = given
    else if (name === 'hideOwn' && typeof given === 'boolean') change.hideOwn = given
    else throw bad(`${name} is not a setting of the screenshot, or has a wrong value`)
  }
  return change
}

/** Words for a system notification. */
export const notice: ArgumentParser<{ readonly title: string; readonly text: string }> = (args) => {
  const value = only(args)
  if (typeof value !== 'object' || value === null || !('title' in value) || !('text' in value)) throw bad('{title, text} expected')
  return { title: text(300)([value.title]), text: text(1000)([value.text]) }
}

export const reply: ArgumentParser<{ readonly text: string; readonly paste: boolean }> = (args) => {
  const value = only(args)
  if (typeof value !== 'object' || value === null || !('text' in value) || !('paste' in value) || typeof value.paste !== 'boolean') throw bad('{text, paste} expected')
  const words = text(100_000)([value.text])
  if (words.trim() === '') throw bad('an empty reply is never copied')
  return { text: words, paste: value.paste }
}

/** The picture of a reply, and whether it is pasted as well. */
export const replyPicture: ArgumentParser<{ readonly photoId: string; readonly paste: boolean }> = (args) => {
  const value = only(args)
  if (typeof value !== 'object' || value === null || !('photoId' in value) || !('paste' in value) || typeof value.paste !== 'boolean') throw bad('{photoId, paste} expected')
  return { photoId: photoHash([value.photoId]), paste: value.paste }
}

/** A file name to offer, never a path: separators and control characters would move the dialog elsewhere. */
export const fileName: ArgumentParser<string> = (args) => {
  const value = text(200)(args)
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
  if (value.trim() === '' || value === '.' || value === '..' || /[\\/:*?"<>|\u0000-\u001f]/.test(value)) throw bad('a plain file name expected')
  return value
}
