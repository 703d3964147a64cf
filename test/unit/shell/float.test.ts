import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClipboardKeeper, wordsOn } from '../../../electron/main/clipboard-keeper'
import type { Board, Former, Piece, Settled } from '../../../electron/main/clipboard-keeper'
import { FLOAT_DEFAULTS, parseFloatSettings } from '../../../electron/main/float-settings'
import { createGlobalShortcut } from '../../../electron/main/global-shortcut'
import { floatChange, idOrNull, isShortcut, NativeRefusal, reply, replyPicture } from '../../../electron/main/native-args'
import { decidePaste } from '../../../electron/main/paste/decide'
import { cleanTitle } from '../../../electron/main/paste/target'
import { FLOAT_MIN, FLOAT_SIZE, floatPlace } from '../../../electron/main/window-place'
import { loadResources } from '../../../src/backend/resources'
import { followingSession } from '../../../src/backend/rpc/context'
import { caseQuery, floatItems } from '../../../src/renderer/features/templates/float/float-list'
import { looseRefusal } from '../../../src/renderer/features/templates/float/loose-check'
import type { TemplateItem } from '../../../src/renderer/features/templates/template-list'
import { AppError } from '../../../src/domain/errors'

/** A clipboard in memory: what is on it is a name, `files` cannot be taken whole. */
function memory(first: string): { board: Board; now: () => string; copy: (what: string) => void } {
  let there = first
  const takeNow = (): Former => {
    const was = there
    if (was === '') return { kind: 'empty' }
    if (was.startsWith('files')) return { kind: 'not-whole' }
    return { kind: 'whole', restore: () => Promise.resolve(void (there = was)) }
  }
  return {
    board: {
      take: () => Promise.resolve(takeNow()),
      writeText: (text) => Promise.resolve(void (there = text)),
      text: () => Promise.resolve(there.startsWith('picture') || there.startsWith('files') ? '' : there),
    },
    now: () => there,
    copy: (what) => {
      there = what
    },
  }
}

/** A picture of a reply on the clipboard in memory. */
function pictureOf(clipboard: ReturnType<typeof memory>): Piece {
  const name = 'picture of the reply'
  return { lay: () => Promise.resolve(clipboard.copy(name)), isThere: () => Promise.resolve(clipboard.now() === name) }
}

/** Time that passes only when it is told to. */
function handClock(): { wait: (ms: number, run: () => void) => () => void; pass: () => Promise<void>; waiting: () => number } {
  let due: (() => void)[] = []
  return {
    wait: (_ms, run) => {
      due.push(run)
      return () => {
        due = due.filter((one) => one !== run)
      }
    },
    async pass() {
      const now = due
      due = []
      for (const run of now) run()
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    },
    waiting: () => due.length,
  }
}

describe('the clipboard around an automatic paste', () => {
  const keeperOf = (first: string) => {
    const clipboard = memory(first)
    const clock = handClock()
    const told: Settled[] = []
    const keeper = createClipboardKeeper(clipboard.board, clock.wait, (how) => told.push(how))
    return { clipboard, clock, told, keeper, put: (text: string) => keeper.put(wordsOn(clipboard.board, text)), putPicture: () => keeper.put(pictureOf(clipboard)) }
  }

  it('T3: text and pictures come back; nothing and files are told apart and left', async () => {
    for (const [first, kind, after] of [['old', 'whole', 'old'], ['picture', 'whole', 'picture'], ['', 'empty', 'reply'], ['files', 'not-whole', 'reply']] as const) {
      const { clipboard, clock, keeper, put } = keeperOf(first)
      expect(await put('reply')).toBe(kind)
      expect(clipboard.now()).toBe('reply')
      keeper.restoreAfter(1000)
      await clock.pass()
      expect(clipboard.now()).toBe(after)
    }
  })

  it('T3: what was only copied stays, and is what comes back after a later paste', async () => {
    const { clipboard, clock, keeper, put } = keeperOf('old')
    await put('first')
    keeper.leave()
    await clock.pass()
    expect(clipboard.now()).toBe('first')
    await put('second')
    keeper.restoreAfter(1000)
    await clock.pass()
    expect(clipboard.now()).toBe('first')
  })

  it('T3: a second paste before the first came back brings back what the person had, not our own reply', async () => {
    const { clipboard, clock, told, keeper, put } = keeperOf('old')
    await put('first')
    keeper.restoreAfter(1000)
    await put('second')
    keeper.restoreAfter(1000)
    expect(clock.waiting()).toBe(1)
    await clock.pass()
    expect(clipboard.now()).toBe('old')
    expect(told).toEqual(['restored'])
  })

  it('T3: line ends that the system changed are still ours; at the end of the program it comes back at once', async () => {
    const { clipboard, keeper, clock, put } = keeperOf('old')
    await put('a\nb')
    clipboard.copy('a\r\nb')
    keeper.restoreAfter(1000)
    expect(await keeper.settle()).toBe('restored')
    expect(clipboard.now()).toBe('old')
    expect(clock.waiting()).toBe(0)
    expect(await keeper.settle()).toBe('nothing')
  })

  it('T3, T5: words and picture of one reply, one after the other: what the person had comes back once, and not over what was copied since', async () => {
    const { clipboard, clock, told, keeper, put, putPicture } = keeperOf('old')
    await put('words')
    keeper.restoreAfter(1000)
    await putPicture()
    keeper.restoreAfter(1000)
    expect(clipboard.now()).toBe('picture of the reply')
    await clock.pass()
    expect(clipboard.now()).toBe('old')
    await putPicture()
    keeper.restoreAfter(1000)
    clipboard.copy('picture of the person')
    await clock.pass()
    expect(clipboard.now()).toBe('picture of the person')
    expect(told).toEqual(['restored', 'taken-over'])
  })

  it('T3: after any order of pastes, copies and waits, the person’s last copy is on the clipboard once nothing waits, unless a reply was only copied', async () => {
    const step = fc.constantFrom('paste', 'paste-picture', 'copy-only', 'person', 'wait')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { clipboard, clock, keeper, put, putPicture } = keeperOf('mine 0')
        let expected = 'mine 0'
        let n = 0
        for (const what of steps) {
          n += 1
          if (what === 'paste') {
            await put(`reply ${n}`)
            keeper.restoreAfter(1000)
          } else if (what === 'paste-picture') {
            await putPicture()
            keeper.restoreAfter(1000)
          } else if (what === 'copy-only') {
            await put(`reply ${n}`)
            keeper.leave()
            expected = `reply ${n}`
          } else if (what === 'person') {
            clipboard.copy(`mine ${n}`)
            expected = `mine ${n}`
          } else await clock.pass()
        }
        await clock.pass()
        expect(clipboard.now()).toBe(expected)
      }),
    )
  })
})

describe('whether to paste', () => {
  it('T3: only when it is wished, possible, and there is a window that was named', () => {
    expect(decidePaste({ wished: true, canPaste: true, into: 'QQ' })).toBe('paste')
    expect(decidePaste({ wished: false, canPaste: true, into: 'QQ' })).toBe('off')
    expect(decidePaste({ wished: true, canPaste: false, into: 'QQ' })).toBe('not-allowed')
    expect(decidePaste({ wished: true, canPaste: true, into: null })).toBe('no-target')
    expect(decidePaste({ wished: false, canPaste: false, into: null })).toBe('off')
  })

  it('T3: a window without a name is never pasted into; titles are one short line', () => {
    expect(cleanTitle(' 千牛\n工作台\t- 张三 ')).toBe('千牛 工作台 - 张三')
    expect(cleanTitle('\u202e\u0000')).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (title) => {
        const clean = cleanTitle(title)
        if (clean === null) return
        expect([...clean].length).toBeLessThanOrEqual(120)
        expect(clean).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u)
        expect(clean).toBe(clean.trim())
      }),
    )
  })
})

describe('its place', () => {
  it('T3: first in the upper middle, later where it was left, whole on any screen', () => {
    const area = { x: 1366, y: 0, width: 1920, height: 1040 }
    expect(floatPlace(undefined, area)).toEqual({ x: 2046, y: 207, ...FLOAT_SIZE })
    expect(floatPlace({ x: 1400, y: 20, width: 600, height: 500 }, area)).toEqual({ x: 1400, y: 20, width: 600, height: 500 })
    const number = fc.integer({ min: -5000, max: 5000 })
    const size = fc.integer({ min: 0, max: 5000 })
    const screen = fc.record({ x: number, y: number, width: fc.integer({ min: 640, max: 4000 }), height: fc.integer({ min: 480, max: 3000 }) })
    fc.assert(
      fc.property(fc.option(fc.record({ x: number, y: number, width: size, height: size }), { nil: undefined }), screen, (remembered, area) => {
        const place = floatPlace(remembered, area)
        expect(place.x).toBeGreaterThanOrEqual(area.x)
        expect(place.y).toBeGreaterThanOrEqual(area.y)
        expect(place.x + place.width).toBeLessThanOrEqual(area.x + area.width)
        expect(place.y + place.height).toBeLessThanOrEqual(area.y + area.height)
        expect(place.width).toBeGreaterThanOrEqual(Math.min(FLOAT_MIN.width, area.width))
        expect(place.height).toBeGreaterThanOrEqual(Math.min(FLOAT_MIN.height, area.height))
      }),
    )
  })
})

describe('its shortcut', () => {
  it('U2: one at a time; one that another program holds leaves none behind', () => {
    const taken = new Set(['Control+Alt+P'])
    const held = new Set<string>()
    const shortcut = createGlobalShortcut({ register: (keys) => !taken.has(keys) && Boolean(held.add(keys)), unregister: (keys) => void held.delete(keys) }, () => undefined)
    expect(shortcut.use('Ctrl+Alt+Space')).toBe(true)
    expect(shortcut.use('Ctrl+Alt+K')).toBe(true)
    expect([...held]).toEqual(['Control+Alt+K'])
    expect(shortcut.use('Ctrl+Alt+P')).toBe(false)
    expect([[...held], shortcut.registered()]).toEqual([[], false])
    expect(shortcut.use('Ctrl+Alt+K')).toBe(true)
    expect(shortcut.use(null)).toBe(false)
    expect([...held]).toEqual([])
  })

  it('U2: nothing that somebody types can be a global shortcut', () => {
    for (const good of ['Ctrl+Alt+Space', 'Alt+1', 'Ctrl+Shift+K', 'F9', 'Shift+F12']) expect(isShortcut(good), good).toBe(true)
    for (const bad of ['A', 'Shift+A', 'Space', 'Ctrl', 'Ctrl+', 'Ctrl+Alt', 'Ctrl+é', 'Ctrl+Enter', 'F25', '', 'Ctrl+A Ctrl+B', 5, null]) expect(isShortcut(bad), String(bad)).toBe(false)
  })
})

describe('what its page may ask', () => {
  it('R5: every argument is checked', () => {
    expect(floatChange([{ shortcut: null, hideOnBlur: false, restoreAfterMs: 500 }])).toEqual({ shortcut: null, hideOnBlur: false, restoreAfterMs: 500 })
    expect(reply([{ text: '您好', paste: true }])).toEqual({ text: '您好', paste: true })
    expect(replyPicture([{ photoId: 'a'.repeat(64), paste: false }])).toEqual({ photoId: 'a'.repeat(64), paste: false })
    expect([idOrNull([null]), idOrNull(['01JF-x:1'])]).toEqual([null, '01JF-x:1'])
    const refused: readonly (() => unknown)[] = [
      () => floatChange([]), () => floatChange([null]), () => floatChange([{ shortcut: 'A' }]), () => floatChange([{ used: true }]), () => floatChange([{ restoreAfterMs: 1 }]), () => floatChange([{ hideOnBlur: 1 }]),
      () => reply([{ text: '' , paste: true }]), () => reply([{ text: ' \n', paste: true }]), () => reply([{ text: 'x' }]), () => reply([{ text: 'x', paste: 1 }]), () => reply([{ text: 'a\0', paste: true }]), () => reply([{ text: 'x'.repeat(100_001), paste: true }]),
      () => replyPicture([{ photoId: '../a', paste: true }]), () => replyPicture([{ photoId: 'a'.repeat(64) }]), () => replyPicture(['a'.repeat(64)]), () => replyPicture([null]),
      () => idOrNull([]), () => idOrNull(['']), () => idOrNull(['a b']), () => idOrNull([5]), () => idOrNull(['x'.repeat(101)]),
    ]
    for (const call of refused) expect(call).toThrow(NativeRefusal)
  })

  it('R2: an odd field of the settings costs only itself', () => {
    expect(parseFloatSettings({ shortcut: 'Shift+A', hideOnBlur: false, restoreAfterMs: -1, used: true, places: { 1: { x: 1, y: 2, width: 500, height: 400 }, 2: { x: 'a' } } })).toEqual({
      ...FLOAT_DEFAULTS, hideOnBlur: false, used: true, places: { 1: { x: 1, y: 2, width: 500, height: 400 } },
    })
    expect(parseFloatSettings({ shortcut: null }).shortcut).toBeNull()
    expect(parseFloatSettings('x')).toEqual(FLOAT_DEFAULTS)
  })

  it('R3: it works as whoever is signed in in the main window, as nobody once that is locked, and signs nobody in', () => {
    let actor: { staffId: string; name: string; role: 'agent' } | null = { staffId: 's', name: '张敏', role: 'agent' }
    const session = followingSession(() => actor)
    expect(session.actor?.name).toBe('张敏')
    expect(() => {
      session.actor = { staffId: 'x', name: 'x', role: 'supervisor' }
    }).toThrow(AppError)
    actor = null
    expect(session.actor).toBeNull()
  })
})

describe('what it lists', () => {
  const row = (id: string): TemplateItem => ({ type: 'template', id, mark: null, digit: null, template: { id } as Extract<TemplateItem, { type: 'template' }>['template'] })
  const heading = (id: string): TemplateItem => ({ type: 'heading', id, group: id, count: 1 })

  it('T2: the first nine that can be used are numbered; a heading of which nothing is left goes too', () => {
    const items = [heading('g1'), row('no'), heading('g2'), ...Array.from({ length: 11 }, (_, at) => row(`t${at}`)), heading('g3'), row('no')]
    const shown = floatItems(items, (item) => item.id !== 'no')
    expect(shown.map((one) => one.id)).toEqual(['g2', ...Array.from({ length: 11 }, (_, at) => `t${at}`)])
    expect(shown.map((one) => one.digit)).toEqual([null, 1, 2, 3, 4, 5, 6, 7, 8, 9, null, null])
  })

  it('T3: # asks for a case, in either width', () => {
    expect([caseQuery('#88821'), caseQuery(' ＃ 张三 '), caseQuery('#'), caseQuery('破损#'), caseQuery('')]).toEqual(['88821', '张三', '', null, null])
  })

  it('T6: without a case what any platform forbids is refused, and plain words are not', () => {
    const policy = loadResources(fileURLToPath(new URL('../../../resources', import.meta.url))).policy.coach
    expect(looseRefusal('加我微信 cup_88123', policy)?.severity).toBe('block')
    expect(looseRefusal('好评返现 5 元', policy)?.severity).toBe('block')
    expect(looseRefusal('您好，请提供一下订单号。', policy)).toBeNull()
  })
})
