/** The gallery's photos as they are needed (A7): its outline first, then the pages in sight and those beside them. */
import { onScopeDispose, shallowReactive, shallowRef, watch } from 'vue'
import type { GalleryFilter, GallerySort } from '../../../contract/photo-gallery'
import type { Photo } from '../../../contract/photos'
import { rpc, toUserError, useChanges, type UserError } from '../../rpc'

export interface GalleryQuestion {
  readonly filter: GalleryFilter
  readonly sort: GallerySort
}
type Outline = Awaited<ReturnType<typeof rpc.gallery.outline>>

/** Pages asked for side by side. */
const AT_ONCE = 3
const SETTLE_MS = 300

const NOTHING: Outline = { pageSize: 1, pagesAhead: 0, pagesKept: 0, total: 0, groups: [], counts: [], marks: [] }

export function useGallery(question: () => GalleryQuestion) {
  const outline = shallowRef<Outline>(NOTHING)
  const loading = shallowRef(true)
  const error = shallowRef<UserError | null>(null)
  const pages = shallowReactive(new Map<number, readonly Photo[]>())
  const underWay = new Set<number>()
  let sight = { from: 0, to: 0 }
  let queue: number[] = []
  let round = 0

  async function readPage(at: number, of: Outline, asked: GalleryQuestion): Promise<readonly Photo[]> {
    const from = of.marks[at]
    return from === undefined ? [] : (await rpc.gallery.page({ ...asked, from, to: of.marks[at + 1] ?? null, limit: of.pageSize })).rows
  }

  async function load(at: number): Promise<void> {
    if (pages.has(at) || underWay.has(at) || at < 0 || at >= outline.value.marks.length) return
    const mine = round
    underWay.add(at)
    try {
      const rows = await readPage(at, outline.value, question())
      if (mine === round) pages.set(at, rows)
    } catch (thrown) {
      if (mine === round) error.value = toUserError(thrown)
    } finally {
      if (mine === round) underWay.delete(at)
    }
  }

  function pump(): void {
    while (underWay.size < AT_ONCE) {
      const next = queue.shift()
      if (next === undefined) return
      void load(next).then(pump)
    }
  }

  /** These photos are in sight: their pages first, then those ahead. What was wanted before and is far now is no longer asked for. */
  function need(from: number, to: number): void {
    const { pageSize, pagesAhead, pagesKept } = outline.value
    sight = { from: Math.floor(from / pageSize), to: Math.floor(Math.max(from, to) / pageSize) }
    const wanted: number[] = []
    for (let at = sight.from; at <= sight.to; at += 1) wanted.push(at)
    for (let step = 1; step <= pagesAhead; step += 1) wanted.push(sight.to + step, sight.from - step)
    queue = wanted.filter((at) => at >= 0 && at < outline.value.marks.length && !pages.has(at) && !underWay.has(at))
    pump()
    const distance = (at: number): number => Math.max(sight.from - at, at - sight.to, 0)
    for (const at of [...pages.keys()].sort((a, b) => distance(b) - distance(a)).slice(0, Math.max(0, pages.size - pagesKept))) pages.delete(at)
  }

  /** Reads the outline anew, and what is in sight with it, before either is shown: nothing blinks. */
  async function read(keep: boolean): Promise<void> {
    const mine = ++round
    underWay.clear()
    queue = []
    if (!keep) loading.value = true
    try {
      const asked = question()
      const next = await rpc.gallery.outline(asked)
      if (mine !== round) return
      const first = keep ? Math.min(sight.from, Math.max(0, next.marks.length - 1)) : 0
      const last = keep ? Math.min(sight.to, Math.max(0, next.marks.length - 1)) : 0
      const wanted = Array.from({ length: last - first + 1 }, (_, at) => first + at)
      const rows = await Promise.all(wanted.map((at) => readPage(at, next, asked)))
      if (mine !== round) return
      pages.clear()
      wanted.forEach((at, index) => pages.set(at, rows[index] ?? []))
      outline.value = next
      error.value = null
    } catch (thrown) {
      if (mine === round) error.value = toUserError(thrown)
    } finally {
      if (mine === round) loading.value = false
    }
  }

  watch(() => JSON.stringify(question()), () => void read(false), { immediate: true })
  let timer: ReturnType<typeof setTimeout> | undefined
  let refreshing = false
  /** Many photos are filed one after the other: the next outline is asked for when the last one is there, not beside it. */
  async function refresh(): Promise<void> {
    timer = undefined
    if (refreshing || loading.value) {
      timer = setTimeout(() => void refresh(), SETTLE_MS)
      return
    }
    refreshing = true
    try {
      await read(true)
    } finally {
      refreshing = false
    }
  }
  useChanges(['photo_link', 'photo', 'sync_photo'], () => {
    timer ??= setTimeout(() => void refresh(), SETTLE_MS)
  })
  onScopeDispose(() => {
    round += 1
    clearTimeout(timer)
  })

  const photoAt = (index: number): Photo | null => pages.get(Math.floor(index / outline.value.pageSize))?.[index % outline.value.pageSize] ?? null
  /** The pages without a gap around one, for the viewer that walks from photo to photo. */
  function runAround(index: number): { readonly first: number; readonly photos: Photo[] } {
    const { pageSize } = outline.value
    let from = Math.floor(index / pageSize)
    let to = from
    while (pages.has(from - 1)) from -= 1
    while (pages.has(to + 1)) to += 1
    const photos: Photo[] = []
    for (let at = from; at <= to; at += 1) photos.push(...(pages.get(at) ?? []))
    return { first: from * pageSize, photos }
  }
  /** Reads the pages at both ends of a run. */
  async function widen(index: number): Promise<void> {
    const { first, photos } = runAround(index)
    await Promise.all([load(first / outline.value.pageSize - 1), load(Math.floor((first + photos.length) / outline.value.pageSize))])
  }
  return { outline, loading, error, need, photoAt, runAround, widen, refresh: () => read(true) }
}
