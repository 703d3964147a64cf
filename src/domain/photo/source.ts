/** How a photo came in (A2). */
export const PHOTO_SOURCES = ['drop', 'paste', 'picker', 'hot-folder', 'screenshot', 'scan'] as const
export type PhotoSource = (typeof PHOTO_SOURCES)[number]
