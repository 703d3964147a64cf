import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isInside, parsePhotoAddress, parseUrl } from '../../../electron/main/addresses'
import { CAPTURE_DEFAULTS } from '../../../electron/main/capture-settings'
import { FLOAT_DEFAULTS } from '../../../electron/main/float-settings'
import type { ShellLog } from '../../../electron/main/log'
import { count, fileName, NativeRefusal, none, pickRequest, text } from '../../../electron/main/native-args'
import { createRestartPolicy } from '../../../electron/main/restart-policy'
import { openSettings, parseSettings } from '../../../electron/main/settings'
import { firstSize, keepOnScreen } from '../../../electron/main/window-place'
import { chooseLocale, WORDS } from '../../../electron/main/words'

const hash = 'a'.repeat(64)

describe('restart policy', () => {
  const limits = { maxEnds: 3, windowMs: 60_000, delaysMs: [200, 1000] }

  it('design 1: backs off, then gives up at the third end within a minute', () => {
    const policy = createRestartPolicy(limits)
    expect([policy.ended(0), policy.ended(10_000), policy.ended(59_999)]).toEqual([
      { restart: true, delayMs: 200 },
      { restart: true, delayMs: 1000 },
      { restart: false },
    ])
  })

  it('design 1: ends far apart are never a loop', () => {
    const policy = createRestartPolicy(limits)
    for (let at = 0; at < 600_000; at += 30_001) expect(policy.ended(at).restart).toBe(true)
  })

  it('design 1: a person who presses Retry starts afresh', () => {
    const policy = createRestartPolicy(limits)
    for (const at of [0, 1, 2]) policy.ended(at)
    policy.reset()
    expect(policy.ended(3)).toEqual({ restart: true, delayMs: 200 })
  })
})

describe('addresses', () => {
  it('R5: a photo address is a part and a hash, nothing else', () => {
    expect(parsePhotoAddress(`photo://thumb/${hash}`)).toEqual({ part: 'thumb', sha256: hash })
    expect(parsePhotoAddress(`photo://original/${hash}`)).toEqual({ part: 'original', sha256: hash })
    for (const address of [
      `photo://thumb/../${hash}`, `photo://thumb/${hash.toUpperCase()}`, `photo://thumb/${hash}a`, `photo://thumb/${hash}\n`, `photo://thumb/${hash}/x`,
      `photo://thumb/${hash}?x`, `photo://other/${hash}`, `x photo://thumb/${hash}`, 'photo://thumb/', '',
    ]) expect(parsePhotoAddress(address), address).toBeNull()
  })

  it('R5: only what lies under a folder is inside it', () => {
    const folder = join(tmpdir(), 'data')
    expect(isInside(folder, join(folder, '..foo', 'x.png'))).toBe(true)
    for (const path of [folder, join(folder, '..'), join(folder, '..', 'data2', 'x'), `${folder}2`, tmpdir()]) expect(isInside(folder, path), path).toBe(false)
    expect(parseUrl('not an address')).toBeNull()
  })
})

describe('bridge arguments', () => {
  it('R5: what a page sends is checked, not trusted', () => {
    expect(none([])).toBeNull()
    expect(text(5)(['12345'])).toBe('12345')
    expect(count([0])).toBe(0)
    expect(pickRequest([{ kind: 'photo' }])).toEqual({ kind: 'photo', multiple: true })
    expect(pickRequest([{ kind: 'sheet', multiple: false }])).toEqual({ kind: 'sheet', multiple: false })
    expect(fileName(['对账 2026-10.xlsx'])).toBe('对账 2026-10.xlsx')
    const refused: readonly (() => unknown)[] = [
      () => none([1]), () => text(5)(['123456']), () => text(5)(['a\0']), () => text(5)([5]), () => text(5)([]), () => count([1.5]), () => count(['1']), () => count([10_000]),
      () => pickRequest(['photo']), () => pickRequest([{ kind: 'all' }]), () => pickRequest([{ kind: 'photo', multiple: 'yes' }]), () => pickRequest([null]),
      () => fileName(['../x']), () => fileName(['a\\b']), () => fileName(['..']), () => fileName([' ']), () => fileName(['a\nb']),
    ]
    for (const call of refused) expect(call).toThrow(NativeRefusal)
  })
})

describe('window place', () => {
  const area = { x: 0, y: 0, width: 1366, height: 728 }

  it('U1: a window that was on a larger screen comes back whole', () => {
    expect(keepOnScreen({ x: 1800, y: 900, width: 1600, height: 1000 }, area)).toEqual({ x: 0, y: 0, width: 1366, height: 728 })
    expect(keepOnScreen({ x: 900, y: -50, width: 700, height: 600 }, area)).toEqual({ x: 666, y: 0, width: 700, height: 600 })
    expect(keepOnScreen({ x: 100, y: 50, width: 700, height: 600 }, area)).toEqual({ x: 100, y: 50, width: 700, height: 600 })
    expect(keepOnScreen({ x: 0, y: 0, width: 10, height: 10 }, area)).toEqual({ x: 0, y: 0, width: 640, height: 480 })
    expect(firstSize({ ...area, height: 1080, width: 1920 })).toEqual({ width: 1366, height: 768 })
    expect(firstSize(area)).toEqual({ width: 1366, height: 728 })
  })
})

describe('language', () => {
  it('U2: chosen first, then the system, else Chinese; both say the same things', () => {
    expect(chooseLocale('en', ['zh-CN'])).toBe('en')
    expect(chooseLocale(null, ['de-DE', 'en-GB', 'zh-CN'])).toBe('en')
    expect(chooseLocale(null, ['zh-Hans-CN', 'en'])).toBe('zh-CN')
    expect(chooseLocale(null, ['de-DE'])).toBe('zh-CN')
    expect(Object.keys(WORDS.en.fileKinds)).toEqual(Object.keys(WORDS['zh-CN'].fileKinds))
    for (const words of Object.values(WORDS)) expect(words.lostDetail('/x/shell.log')).toContain('/x/shell.log')
  })
})

describe('settings file', () => {
  let folder: string
  const written: string[] = []
  const log: ShellLog = { file: '', write: (what) => written.push(what) }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workstation-settings-'))
    written.length = 0
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('U4: the data folder is remembered, and no half file is left beside it', async () => {
    const store = openSettings(folder, log)
    store.update({ dataDir: '/data/店铺' })
    store.update({ theme: 'dark' })
    await store.flush()
    store.update({ locale: 'en' })
    await store.flush()
    expect(openSettings(folder, log).get()).toMatchObject({ dataDir: '/data/店铺', theme: 'dark', locale: 'en' })
    expect(await readdir(folder)).toEqual(['config.json'])
    expect(written).toEqual([])
  })

  it('R2: a damaged file is set aside, not overwritten, and the program starts', async () => {
    await writeFile(join(folder, 'config.json'), '{"dataDir": "/da')
    expect(openSettings(folder, log).get().dataDir).toBeNull()
    expect(await readFile(join(folder, 'config.json.damaged'), 'utf8')).toBe('{"dataDir": "/da')
    expect(written).toEqual(['settings-damaged'])
  })

  it('R2: an odd field costs only itself', () => {
    const place = { x: 1, y: 2, width: 700, height: 600, maximized: false }
    expect(parseSettings({ dataDir: '/d', theme: 'pink', locale: 5, display: '7', places: { 7: place, 8: { x: 'left' }, 9: null } })).toEqual({
      dataDir: '/d', theme: 'system', locale: null, display: '7', places: { 7: place }, float: FLOAT_DEFAULTS, capture: CAPTURE_DEFAULTS,
    })
    expect(parseSettings([]).dataDir).toBeNull()
  })
})

describe('window background', () => {
  it('ui.md: before the first paint the window has the page’s own colour in both themes', async () => {
    const read = (file: string): Promise<string> => readFile(new URL(`../../../${file}`, import.meta.url), 'utf8')
    const shell = /const BACKGROUND = \{ light: '(.+)', dark: '(.+)' \}/.exec(await read('electron/main/windows.ts'))
    const tokens = [...(await read('src/renderer/ui/tokens.css')).matchAll(/--bg: (#[0-9a-f]{6});/g)].map((match) => match[1])
    expect(shell?.slice(1)).toEqual(tokens)
  })
})
