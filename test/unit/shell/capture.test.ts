import { describe, expect, it } from 'vitest'
import { createFocusWatch } from '../../../electron/main/capture/focus-watch'
import { isRegionOf, physicalLength, physicalSize, shotsOf, sourceOf } from '../../../electron/main/capture/plan'
import { CAPTURE_DEFAULTS, parseCaptureSettings } from '../../../electron/main/capture-settings'
import { captureChange, NativeRefusal, notice } from '../../../electron/main/native-args'
import { parseSettings } from '../../../electron/main/settings'
import { isWayland } from '../../../electron/main/wayland'

const laptop = { id: 11, bounds: { x: 0, y: 0, width: 1536, height: 864 }, scaleFactor: 1.25 }
/** left of and above the laptop */
const left = { id: 12, bounds: { x: -2560, y: -300, width: 2560, height: 1440 }, scaleFactor: 1 }
const right = { id: 13, bounds: { x: 1536, y: 0, width: 1920, height: 1080 }, scaleFactor: 1 }

describe('what is asked of the system', () => {
  it('A2: two displays of one physical size but different scale are one question, one of another size is its own', () => {
    expect(shotsOf([laptop, left, right])).toEqual([
      { size: { width: 1920, height: 1080 }, displays: [laptop, right] },
      { size: { width: 2560, height: 1440 }, displays: [left] },
    ])
  })

  it('A2: the physical size is right for the screens that are made, at every scale that Windows offers, whichever way it rounds', () => {
    const made = [[1280, 720], [1366, 768], [1440, 900], [1600, 900], [1680, 1050], [1920, 1080], [1920, 1200], [2256, 1504], [2560, 1440], [2560, 1600], [2880, 1800], [3000, 2000], [3440, 1440], [3840, 2160]]
    for (const scale of [1, 1.25, 1.5, 1.75, 2]) {
      for (const length of made.flat()) {
        for (const told of [Math.floor(length / scale), Math.round(length / scale)]) {
          const found = physicalLength(told, scale)
          // 1366 at 125 % cannot be told from 1365 and 1364: one pixel less, never more
          expect(Math.abs(found - length), `${length} at ${scale}`).toBeLessThanOrEqual(length === 1366 ? 2 : 0)
        }
      }
    }
    expect(physicalSize({ id: 1, bounds: { x: -1706, y: 0, width: 1706, height: 960 }, scaleFactor: 1.5 })).toEqual({ width: 2560, height: 1440 })
  })

  it('A2: the picture of a display is found by its id; without ids by the order, if there are as many; else none is better than a wrong one', () => {
    const displays = [laptop, left]
    expect(sourceOf(left, displays, [{ display_id: '11' }, { display_id: '12' }])).toEqual({ display_id: '12' })
    expect(sourceOf(left, displays, [{ display_id: '', n: 0 }, { display_id: '', n: 1 }])).toEqual({ display_id: '', n: 1 })
    expect(sourceOf(left, displays, [{ display_id: '' }])).toBeNull()
    expect(sourceOf(left, displays, [{ display_id: '11' }, { display_id: '' }])).toBeNull()
    expect(sourceOf(left, displays, [])).toBeNull()
  })

  it('A2, T3: in a Wayland session nothing is tried, in any other it is', () => {
    expect([isWayland('linux', { XDG_SESSION_TYPE: 'wayland' }), isWayland('linux', { WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' })]).toEqual([true, true])
    expect([isWayland('linux', { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' }), isWayland('linux', { WAYLAND_DISPLAY: '' }), isWayland('win32', { XDG_SESSION_TYPE: 'wayland' })]).toEqual([false, false, false])
  })

  it('R5: only a region of the picture is cut out', () => {
    const picture = { width: 1920, height: 1080 }
    for (const good of [{ x: 0, y: 0, width: 1920, height: 1080 }, { x: 1919, y: 1079, width: 1, height: 1 }]) expect(isRegionOf(good, picture)).toBe(true)
    for (const bad of [null, 'all', {}, { x: 0, y: 0, width: 0, height: 1 }, { x: -1, y: 0, width: 5, height: 5 }, { x: 1900, y: 0, width: 21, height: 5 }, { x: 0.5, y: 0, width: 5, height: 5 }, { x: NaN, y: 0, width: 5, height: 5 }, { x: '0', y: 0, width: 5, height: 5 }]) expect(isRegionOf(bad, picture), JSON.stringify(bad)).toBe(false)
  })
})

describe('its settings', () => {
  it('A2: kept field by field; an odd one costs only itself', () => {
    expect(parseCaptureSettings(undefined)).toEqual(CAPTURE_DEFAULTS)
    expect(parseCaptureSettings({ shortcut: null, hideOwn: false })).toEqual({ shortcut: null, hideOwn: false })
    expect(parseCaptureSettings({ shortcut: 'S', hideOwn: false })).toEqual({ shortcut: 'Ctrl+Alt+S', hideOwn: false })
    expect(parseSettings({ capture: { shortcut: 'Ctrl+Alt+X' } }).capture).toEqual({ shortcut: 'Ctrl+Alt+X', hideOwn: true })
  })

  it('R5: every argument of the window is checked', () => {
    expect(captureChange([{ shortcut: 'F9', hideOwn: false }])).toEqual({ shortcut: 'F9', hideOwn: false })
    expect(notice([{ title: '已归档', text: '' }])).toEqual({ title: '已归档', text: '' })
    for (const bad of [() => captureChange([{ shortcut: 'S' }]), () => captureChange([{ hideOwn: 1 }]), () => captureChange([{ used: true }]), () => captureChange([]), () => notice([{ title: 'x' }]), () => notice([{ title: 'x'.repeat(301), text: '' }])]) expect(bad).toThrow(NativeRefusal)
  })
})

describe('the keys of the page over the displays', () => {
  /** The focus as it is at each look; answers how often it was asked for, and after which look it was left alone. */
  function looks(focus: (look: number) => boolean, goneAt = Number.POSITIVE_INFINITY): { asked: number; looks: number } {
    let look = 0
    let asked = 0
    const again = createFocusWatch({ gone: () => look >= goneAt, held: () => focus(look), ask: () => (asked += 1) })
    do look += 1
    while (again() && look < 1000)
    return { asked, looks: look }
  }

  it('A2: the focus that comes for an instant and goes again is asked for again, until it stays', () => {
    expect(looks((look) => look === 2 || look >= 5)).toEqual({ asked: 3, looks: 10 })
    expect(looks(() => true)).toEqual({ asked: 0, looks: 6 })
  })

  it('A2: it is not asked for for ever, nor of a window that is closed; once it stayed, whoever goes elsewhere is left alone', () => {
    expect(looks(() => false)).toEqual({ asked: 60, looks: 61 })
    expect(looks(() => false, 4)).toEqual({ asked: 3, looks: 4 })
    expect(looks((look) => look <= 6)).toEqual({ asked: 0, looks: 6 })
  })
})
