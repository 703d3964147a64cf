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
export function keepOnScreen(place: Area, area: Area): Area {
  const width = Math.min(Math.max(place.width, MIN_SIZE.width), area.width)
  const height = Math.min(Math.max(place.height, MIN_SIZE.height), area.height)
  return {
    x: Math.min(Math.max(place.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(place.y, area.y), area.y + area.height - height),
    width,
    height,
  }
}
