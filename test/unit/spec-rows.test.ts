import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CASE_VIEWS } from '../../src/contract/queue'
import { ROOT } from '../support/folders'

/** The table of docs/manual/rows.md: every row of spec sections 1 to 8 and 10, where it is and what shows it. */

const LENGTHS = { C: 13, P: 11, T: 6, L: 4, M: 8, A: 8, W: 6, H: 3, Q: 1, V: 1, E: 1, F: 1, K: 2, S: 7 } as const
const IDS = Object.entries(LENGTHS).flatMap(([letter, length]) => Array.from({ length }, (_, index) => `${letter}${index + 1}`))

/** Rows that the table admits to be missing; the list only ever gets shorter. */
const NOT_YET: readonly string[] = []

const rows = readFileSync(join(ROOT, 'docs/manual/rows.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [CPTLMAWHQVEFKS]\d+ \|/.test(line))
  .map((line) => {
    const [id = '', zh = '', en = '', places = '', tests = ''] = line.split('|').slice(1, -1).map((cell) => cell.trim())
    const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
    return { id, zh, en, places: quoted(places), tests: quoted(tests) }
  })

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
}
const pageCode = filesUnder(join(ROOT, 'src/renderer')).filter((path) => /\.(ts|vue)$/.test(path)).map((path) => readFileSync(path, 'utf8')).join('\n')

/** Commands that are registered by their id, and those that are made from a list (`queue.view.…`, `case.tab.…`). */
function isCommand(id: string): boolean {
  const view = /^queue\.view\.(.+)$/.exec(id)?.[1]
  if (view !== undefined) return CASE_VIEWS.some((one) => one === view)
  const tab = /^case\.tab\.(.+)$/.exec(id)?.[1]
  if (tab !== undefined) return pageCode.includes(`['${tab}', 'Alt+`)
  return pageCode.includes(`id: '${id}'`) || pageCode.includes(`add('${id}'`)
}

/** Ids that the titles of a test file carry; `C2–C5` names all between. */
function idsIn(path: string): Set<string> {
  const found = new Set<string>()
  for (const [, letter = '', from = '', to] of readFileSync(join(ROOT, path), 'utf8').matchAll(/\b([CPTLMAWHQVEFKS])(\d+)(?:[–-][CPTLMAWHQVEFKS]?(\d+))?\b/g)) {
    for (let number = Number(from); number <= Number(to ?? from); number += 1) found.add(`${letter}${number}`)
  }
  return found
}

const there = rows.filter((row) => !NOT_YET.includes(row.id))

describe('docs/manual/rows.md', () => {
  it('has every row of C1–C13, P1–P11, T1–T6, L1–L4, M1–M8, A1–A8, W1–W6 the registers of section 8 and S1–S7 once, in order', () => {
    expect(rows.map((row) => row.id)).toEqual(IDS)
  })

  it('what is missing is said, in both languages, and nothing else is left without a place', () => {
    const missing = rows.filter((row) => row.places.length === 0 || row.tests.length === 0)
    expect(missing.map((row) => row.id)).toEqual(NOT_YET)
    for (const { zh, en } of missing) expect([zh, en]).toEqual([expect.stringMatching(/^这个版本还没有/), expect.stringMatching(/^not in this version/)])
  })

  it.each(there)('$id says where it is in both languages, by commands and panes that exist', ({ zh, en, places }) => {
    expect(zh).toMatch(/\p{Script=Han}/u)
    expect(en).not.toMatch(/\p{Script=Han}/u)
    for (const place of places) {
      const pane = /^pane:(.+)$/.exec(place)?.[1]
      if (pane === undefined) expect(isCommand(place), place).toBe(true)
      else expect(pageCode, place).toMatch(new RegExp(`id: '${pane}',\\s+titleKey: 'panes\\.`))
    }
  })

  it.each(there)('$id names tests that exist and carry its id', ({ id, tests }) => {
    for (const path of tests) {
      expect(existsSync(join(ROOT, path)), path).toBe(true)
      expect([...idsIn(path)], path).toContain(id)
    }
  })

  it('does not take just any word for a command', () => {
    expect(isCommand('case.no-such-thing')).toBe(false)
    expect(isCommand('queue.view.nowhere')).toBe(false)
  })
})
