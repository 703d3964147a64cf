import type { LocalTime } from '../clock/zone'
import { collisionKey, MAX_SEGMENT_BYTES, MAX_SEGMENT_UNITS, safeSegment, utf8Length } from './safe-name'

/** The folder in the data folder that staff open in the explorer (A1). */
export const ARCHIVE_FOLDER = '售后问题图片'
/** Files that nobody could read wait here for a person (A3). Never part of what `verify` counts. */
export const REVIEW_FOLDER = '_待检查'
/** Files of binned photos wait here until they are taken back or their time is over (A6). */
export const BIN_FOLDER = '_回收站'
/** Stands for the owner while neither buyer nor order is known. */
export const NO_OWNER = '未归属'
export const DEFAULT_ARCHIVE_PATTERN = '{{month}}/{{owner}}/{{owner}}_{{date}}_{{n}}.{{ext}}'

/** Windows' explorer still trips over paths beyond 260 units, and the data folder's own path comes before this. */
export const MAX_PATH_UNITS = 180

export interface ArchiveFacts {
  buyer?: string | null
  order?: string | null
  caseNo?: string | null
  /** What kind of case it is, in words. */
  kind?: string | null
  shop?: string | null
  platform?: string | null
  /** Time of filing in the shop's zone. */
  at: LocalTime
  /** Lower case, without the dot. */
  ext: string
}

export interface ArchivePlace {
  /** Folder segments below the archive folder. */
  folders: string[]
  /** Name without number: `stem + n + tail` is the file name. */
  stem: string
  tail: string
}

export type PatternProblem = 'unknown-variable' | 'no-number' | 'no-extension' | 'unsafe-text' | 'number-in-folder' | 'too-deep'

/** What a pattern may name, each as `{{name}}`. */
export const PATTERN_VARIABLES = ['year', 'month', 'day', 'date', 'time', 'owner', 'buyer', 'order', 'case', 'kind', 'shop', 'platform', 'n', 'ext'] as const
const SLOT = /\{\{\s*([a-z]+)\s*\}\}/g
/** Digits that the limits leave free for the number. */
const NUMBER_ROOM = 7

/** Says what is wrong with a policy pattern before it is saved, or null: every photo must get a safe path of its own (A1). */
export function patternProblem(pattern: string): PatternProblem | null {
  const parts = pattern.split('/')
  const last = parts.at(-1) ?? ''
  const names = [...pattern.matchAll(SLOT)].map((match) => match[1] ?? '')
  if (names.some((name) => !(PATTERN_VARIABLES as readonly string[]).includes(name))) return 'unknown-variable'
  if (parts.length > 6) return 'too-deep'
  if (parts.slice(0, -1).some((part) => /\{\{\s*(n|ext)\s*\}\}/.test(part))) return 'number-in-folder'
  if ([...last.matchAll(/\{\{\s*n\s*\}\}/g)].length !== 1) return 'no-number'
  if (!/\.\{\{\s*ext\s*\}\}$/.test(last)) return 'no-extension'
  const literal = parts.map((part) => part.replace(SLOT, 'x'))
  if (literal.some((part) => part.includes('{') || part.includes('}') || utf8Length(part) > 60 || safeSegment(part) !== part)) return 'unsafe-text'
  return null
}

/** The buyer's id, else the order number, else the folder for what belongs to nobody yet (A1). */
export function ownerOf(facts: Pick<ArchiveFacts, 'buyer' | 'order'>): string {
  return facts.buyer?.trim() || facts.order?.trim() || NO_OWNER
}

/**
 * Where a photo goes under the archive folder, up to its number. Total: whatever the facts hold, the result is safe on Windows, macOS
 * and Linux and stays inside the archive (A1). `pattern` must have passed `patternProblem`; a bad one falls back to the default.
 */
export function archivePlace(pattern: string, facts: ArchiveFacts): ArchivePlace {
  const usable = patternProblem(pattern) === null ? pattern : DEFAULT_ARCHIVE_PATTERN
  // Long ids are shortened step by step until the whole path fits; the mark that `safeSegment` adds keeps them apart.
  for (let room = 120; room > 12; room = Math.floor(room * 0.75)) {
    const place = render(usable, facts, room)
    if (placeFits(place)) return place
  }
  return render(usable === pattern ? DEFAULT_ARCHIVE_PATTERN : usable, facts, 24)
}

/** The file name for number `n` (1, 2, 3 …). */
export function placeName(place: ArchivePlace, n: number): string {
  return `${place.stem}${n}${place.tail}`
}

/** Relative path with forward slashes as rows and reports hold it, the archive folder included. */
export function archivedPath(place: ArchivePlace, n: number): string {
  return [ARCHIVE_FOLDER, ...place.folders, placeName(place, n)].join('/')
}

/** Names for numbering: same folder and same stem share one row of numbers, whatever the extension or case. */
export function numberIn(place: ArchivePlace, existingName: string): number | null {
  const key = collisionKey(existingName)
  const stem = collisionKey(place.stem)
  if (!key.startsWith(stem)) return null
  const tailWithoutExtension = collisionKey(place.tail.slice(0, place.tail.lastIndexOf('.')))
  const base = key.slice(stem.length, key.lastIndexOf('.') > stem.length ? key.lastIndexOf('.') : undefined)
  if (!base.endsWith(tailWithoutExtension)) return null
  const digits = base.slice(0, base.length - tailWithoutExtension.length)
  return /^[1-9]\d{0,6}$/.test(digits) ? Number(digits) : null
}

function render(pattern: string, facts: ArchiveFacts, room: number): ArchivePlace {
  const value = (text: string | null | undefined): string => safeSegment(text?.trim() || NO_OWNER, { bytes: room, units: room })
  const two = (number: number): string => String(number).padStart(2, '0')
  const { at } = facts
  const values: Record<string, string> = {
    year: String(at.year),
    month: `${at.year}-${two(at.month)}`,
    day: two(at.day),
    date: `${at.year}-${two(at.month)}-${two(at.day)}`,
    time: `${two(at.hour)}${two(at.minute)}${two(at.second)}`,
    owner: value(ownerOf(facts)),
    buyer: value(facts.buyer),
    order: value(facts.order),
    case: value(facts.caseNo),
    kind: value(facts.kind),
    shop: value(facts.shop),
    platform: value(facts.platform),
    ext: /^[a-z0-9]{1,5}$/.test(facts.ext) ? facts.ext : 'bin',
  }
  const fill = (text: string): string => text.replace(SLOT, (_, name: string) => values[name] ?? '')
  const parts = pattern.split('/')
  const folders = parts.slice(0, -1).map((part) => safeSegment(fill(part)))
  if (folders[0] !== undefined && [REVIEW_FOLDER, BIN_FOLDER].some((own) => collisionKey(own) === collisionKey(folders[0] ?? ''))) folders[0] += '_'
  const [before = '', after = ''] = (parts.at(-1) ?? '').split(/\{\{\s*n\s*\}\}/)
  return { folders, stem: safeStem(fill(before)), tail: fill(after) }
}

/** The number follows the stem directly, so only its front needs care; what `safeSegment` adds for a bare name must not appear. */
function safeStem(stem: string): string {
  const probe = safeSegment(`${stem}1`)
  return probe.endsWith('1') ? probe.slice(0, -1) : `${probe}_`
}

function placeFits(place: ArchivePlace): boolean {
  const name = placeName(place, 10 ** (NUMBER_ROOM - 1))
  if (utf8Length(name) > MAX_SEGMENT_BYTES || name.length > MAX_SEGMENT_UNITS) return false
  if (safeSegment(name) !== name) return false
  return [ARCHIVE_FOLDER, ...place.folders, name].join('/').length <= MAX_PATH_UNITS
}
