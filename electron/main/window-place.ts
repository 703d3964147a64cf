export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The office screen the layouts are made for (ui.md); the sidecar beside a chat client is the narrow end. */
const DEFAULT_SIZE = { width: 1366, height: 768 }
export const MIN_SIZE = { width: 640, height: 480 }

/** Size of a window without a remembered place: the office screen, or the whole of a smaller one. */
export function firstSize(area: Area): { readonly width: number; readonly height: number } {
  return { width: Math.min(DEFAULT_SIZE.width, area.width), height: Math.min(DEFAULT_SIZE.height, area.height) }
}

/** Pushes a remembered rectangle back into the work area, which may have shrunk since. */
export function keepOnScreen(place: Area, area: Area, least: { readonly width: number; readonly height: number } = MIN_SIZE): Area {
  const width = Math.min(Math.max(place.width, least.width), area.width)
  const height = Math.min(Math.max(place.height, least.height), area.height)
  return {
    x: Math.min(Math.max(place.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(place.y, area.y), area.y + area.height - height),
    width,
    height,
  }
}

/** The floating replies: small, over the chat client (T3). */
export const FLOAT_SIZE = { width: 560, height: 420 }
export const FLOAT_MIN = { width: 440, height: 320 }

/**
 * Where the floating replies open on a display: where they were there last, else in its middle and in the upper third, so that the
 * field one types into below stays in sight. Always whole inside the work area.
 */
export function floatPlace(remembered: Area | undefined, area: Area): Area {
  const first = {
    ...FLOAT_SIZE,
    x: area.x + Math.round((area.width - FLOAT_SIZE.width) / 2),
    y: area.y + Math.round((area.height - FLOAT_SIZE.height) / 3),
  }
  return keepOnScreen(remembered ?? first, area, FLOAT_MIN)
}
