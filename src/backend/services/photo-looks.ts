import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Photo } from '../../contract/photos'
import type { LookalikeGroup } from '../../contract/photo-care'
import { createLooksIndex, type LooksIndex } from '../../domain/photo/looks'
import { INCOMING_FOLDER, TEMP_SUFFIX, thumbPathOf } from '../photos'
import * as care from '../repositories/photo-care'
import * as repo from '../repositories/photos'
import { toPhoto } from './case-read'
import type { Kernel } from './kernel'
import { archiveOf } from './photo-archive'
import { SYSTEM } from './setup'

/** Rows in one go: some 10 ms of work, then whoever asks has their turn. */
const PAGE = 1000
/** As many are named when a photo is filed; the view has all. */
const NAMED = 3

interface Known {
  readonly distance: number
  /** Looks of all photos in memory: 100,000 of them are a few megabytes. */
  readonly index: Promise<LooksIndex>
  groups: Promise<Group[]> | null
}
interface Group {
  readonly linkIds: readonly string[]
  readonly newest: number
  readonly exact: boolean
}

const knownOf = new WeakMap<Kernel, Known>()
const followed = new WeakSet<Kernel>()

function looksOfAll(kernel: Kernel): Known {
  const { distance } = kernel.resources.policy.photos.looks
  const known = knownOf.get(kernel)
  if (known?.distance === distance) return known
  const fresh: Known = { distance, index: readIndex(kernel, distance), groups: null }
  knownOf.set(kernel, fresh)
  if (!followed.has(kernel)) {
    followed.add(kernel)
    kernel.onChange(({ tables }) => {
      const now = knownOf.get(kernel)
      if (now !== undefined && (tables.has('photo_link') || tables.has('photo'))) now.groups = null
    })
  }
  return fresh
}
async function readIndex(kernel: Kernel, distance: number): Promise<LooksIndex> {
  const index = createLooksIndex(distance)
  for (let after = ''; ; ) {
    const page = care.listLooks(kernel.read, after, PAGE)
    for (const { sha256, looks } of page) if (looks !== null) index.add(sha256, looks)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return index
    after = last.sha256
    await kernel.pace.giveWay()
  }
}

/** Looks that were just worked out are found from now on; before anybody asked they are read with the others. */
export function noteLooks(kernel: Kernel, sha256: string, looks: string): void {
  const known = knownOf.get(kernel)
  if (known === undefined) return
  void known.index.then((index) => {
    // read from the database while it was being filed: once is enough
    if (!index.near(looks).some((one) => one.id === sha256)) index.add(sha256, looks)
  })
}

const ownerKey = (link: { readonly buyerNick: string | null; readonly orderNo: string | null }): string | null => link.buyerNick?.trim() || link.orderNo?.trim() || null

/** The newest photos of other buyers that are the same as this link's, or look so (A4). Empty for a photo that is nobody's yet. */
export async function lookalikes(kernel: Kernel, linkId: string): Promise<Photo[]> {
  const link = repo.findLinkRow(kernel.read, linkId)
  const mine = link === undefined ? null : ownerKey(link)
  if (link === undefined || mine === null) return []
  const looks = repo.findPhoto(kernel.read, link.photoId)?.looks ?? null
  const near = looks === null ? [] : (await looksOfAll(kernel).index).near(looks).map((one) => one.id)
  const others = [...new Set([link.photoId, ...near])]
    .flatMap((sha256) => repo.listLinksOfPhoto(kernel.read, sha256))
    .filter((other) => ownerKey(other) !== null && ownerKey(other) !== mine)
    .sort((a, b) => b.addedAt - a.addedAt)
  const owners = new Map(others.reverse().map((other) => [ownerKey(other), other.id]))
  return [...owners.values()]
    .reverse()
    .slice(0, NAMED)
    .flatMap((id) => repo.findLink(kernel.read, id) ?? [])
    .map(toPhoto)
}

/** Puts all shown photos into groups that look the same and keeps those of several buyers; in slices, since there may be 100,000. */
async function groupAll(kernel: Kernel, distance: number): Promise<Group[]> {
  const anchors = createLooksIndex(distance)
  const groupOf = new Map<string, string>()
  const members = new Map<string, care.ShownLink[]>()
  for (let after = ''; ; ) {
    const page = care.listShown(kernel.read, after, PAGE)
    for (const link of page) {
      let group = groupOf.get(link.sha256)
      if (group === undefined) {
        // round one photo each: chains of ever so slightly different pictures would join what nobody would call the same
        group = link.looks === null ? link.sha256 : (anchors.nearest(link.looks)?.id ?? link.sha256)
        if (group === link.sha256 && link.looks !== null) anchors.add(link.sha256, link.looks)
        groupOf.set(link.sha256, group)
      }
      const list = members.get(group)
      if (list === undefined) members.set(group, [link])
      else list.push(link)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) break
    after = last.linkId
    await kernel.pace.giveWay()
  }
  return [...members.values()]
    .map((links) => links.filter((link) => ownerKey(link) !== null))
    .filter((links) => new Set(links.map(ownerKey)).size > 1)
    .map((links) => ({
      linkIds: [...links].sort((a, b) => b.addedAt - a.addedAt || (a.linkId < b.linkId ? 1 : -1)).map((link) => link.linkId),
      newest: Math.max(...links.map((link) => link.addedAt)),
      exact: new Set(links.map((link) => link.sha256)).size === 1,
    }))
    .sort((a, b) => b.newest - a.newest)
}

/** Same picture, other buyer (A4): one page of groups, the one with the newest photo first. */
export async function samePictures(kernel: Kernel, input: { cursor?: string | null | undefined; limit: number }): Promise<{ rows: LookalikeGroup[]; nextCursor: string | null; total: number }> {
  const known = looksOfAll(kernel)
  known.groups ??= groupAll(kernel, known.distance)
  const groups = await known.groups
  const from = Number(input.cursor ?? 0)
  const shown = groups.slice(from, from + input.limit)
  const rows = shown.map(({ linkIds, exact }) => {
    const found = new Map(care.findLinks(kernel.read, linkIds).map((row) => [row.linkId, row]))
    const photos = linkIds.flatMap((id) => found.get(id) ?? []).map(({ binnedAt: _at, binnedBy: _by, binReason: _why, ...row }) => toPhoto(row))
    return { id: linkIds[0] ?? '', exact, buyers: new Set(photos.map((photo) => photo.buyerNick ?? photo.caseNo ?? photo.archivedAs.split('/').at(-2))).size, photos }
  })
  const next = from + shown.length
  return { rows, nextCursor: next < groups.length ? String(next) : null, total: groups.length }
}

const filling = new WeakMap<Kernel, string>()

/**
 * Works out the looks of a few photos that were filed before there were any (A4), one picture at a time. Answers how many it looked at;
 * 0 when none is left in this run. A picture that cannot be read is left for the next start.
 */
export async function fillLooks(kernel: Kernel, atMost: number): Promise<number> {
  const rows = care.listWithoutLooks(kernel.read, filling.get(kernel) ?? '', atMost)
  for (const { sha256 } of rows) {
    filling.set(kernel, sha256)
    const link = repo.findAnyLink(kernel.read, sha256)
    if (link === undefined) continue
    const seen = await archiveOf(kernel).thumbnail({
      path: resolve(kernel.dataDir, link.archivedAs),
      thumbPath: join(kernel.dataDir, thumbPathOf(sha256)),
      tempPath: join(kernel.dataDir, INCOMING_FOLDER, `looks-${randomUUID()}${TEMP_SUFFIX}`),
    })
    if (!seen.ok || seen.looks === null) continue
    const { looks } = seen
    kernel.write(SYSTEM, { name: 'photo.looks', derived: true, bulk: true }, (tx) => care.setLooks(tx, sha256, looks))
    noteLooks(kernel, sha256, looks)
  }
  return rows.length
}
