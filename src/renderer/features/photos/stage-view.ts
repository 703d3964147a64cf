/** How far a picture is zoomed and which part of it stands in the middle; two stages that share one move in step (A5). */
import { shallowReactive } from 'vue'

export interface StageView {
  /** times the size that fits; 1: all of it is seen */
  zoom: number
  /** what stands in the middle of the stage, as parts of the picture's width and height as shown */
  x: number
  y: number
}

export const newStageView = (): StageView => shallowReactive({ zoom: 1, x: 0.5, y: 0.5 })

export function setView(view: StageView, zoom: number, x: number, y: number): void {
  view.zoom = zoom
  view.x = x
  view.y = y
}
export const resetView = (view: StageView): void => setView(view, 1, 0.5, 0.5)

/** The middle of one direction, so that the picture fills the stage or stands in its middle. */
export function clampMiddle(middle: number, content: number, room: number): number {
  if (content <= room || content === 0) return 0.5
  const half = room / (2 * content)
  return Math.min(1 - half, Math.max(half, middle))
}
