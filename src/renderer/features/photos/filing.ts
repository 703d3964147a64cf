import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { PhotoWay } from '../../../contract/photos'
import { locale, t } from '../../i18n'
import { bridge, rpc, toUserError, useActiveCase, type UserError } from '../../rpc'
import { showToast } from '../../ui/toasts'
import { nextPortion, slotsFor, type Incoming, type Portion } from './filing-queue'
import { ownerName, slotName } from './words'

export type FileResult = Awaited<ReturnType<typeof rpc.photos.addFiles>>[number]

export interface FilingTarget {
  /** null: the inbox */
  readonly caseId: string | null
  readonly caseNo: string | null
  readonly slots: readonly string[]
  /** how it came in (A2) */
  readonly source?: PhotoWay
}

export interface FiledEntry {
  readonly id: number
  readonly file: FileResult
  readonly slot: string | null
}

/** The inbox: photos of which nobody has said yet whose they are. */
export const INBOX: FilingTarget = { caseId: null, caseNo: null, slots: [] }

/**
 * Where `count` photos go that come now: the active case and its next empty slots, or the given slot; without a case the inbox (A2).
 */
export async function activeTarget(count: number, slot?: string): Promise<FilingTarget> {
  const active = useActiveCase()
  if (active.id === null) return INBOX
  // asked anew: a slot that was filled a moment ago must not be filled again
  await active.refresh()
  const found = active.current
  if (found === null) return INBOX
  return { caseId: found.id, caseNo: found.caseNo, slots: slot === undefined ? slotsFor(count, found.evidenceSlots) : [slot] }
}

/** Files by path where they have one, else by bytes. Must be called before the event that brought them is over. */
export function incomingFiles(files: Iterable<File>): Incoming[] {
  return [...files].map((file) => {
    const path = bridge.pathForFile(file)
    const name = file.name || `${t('photos.pastedName')}.png`
    return path === '' ? { name, bytes: async () => new Uint8Array(await file.arrayBuffer()) } : { name, path }
  })
}

/** Filing under way and what came of it: one file after the other, so that a second drop waits for the first. */
export const useFiling = defineStore('photo-filing', () => {
  const done = shallowRef(0)
  const total = shallowRef(0)
  const entries = shallowRef<readonly FiledEntry[]>([])
  /** files that were not tried because something failed for all of them (disk full …) */
  const failure = shallowRef<{ readonly error: UserError; readonly rest: readonly Incoming[]; readonly target: FilingTarget } | null>(null)
  const cancelled = shallowRef(false)
  /** the pane is on screen and lists what was refused: a notice over it would only hide it */
  const listed = shallowRef(false)
  let tail: Promise<void> = Promise.resolve()
  let running = 0
  let nextId = 1

  const busy = computed(() => total.value > done.value)

  async function send(portion: Portion, { caseId, source }: FilingTarget): Promise<FileResult[]> {
    const target = { caseId, slot: portion.slot, source: source ?? null }
    if (portion.how === 'paths') return rpc.photos.addFiles({ paths: portion.files.map((file) => file.path), ...target })
    return [await rpc.photos.addBytes({ name: portion.file.name, bytes: new Blob([new Uint8Array(await portion.file.bytes())]), ...target })]
  }

  async function run(files: readonly Incoming[], target: FilingTarget): Promise<FiledEntry[]> {
    const mine: FiledEntry[] = []
    let waiting = files
    let slots = target.slots
    for (let portion = nextPortion(waiting, slots); portion !== null && !cancelled.value; portion = nextPortion(waiting, slots)) {
      const { slot } = portion
      const count = portion.how === 'paths' ? portion.files.length : 1
      try {
        const results = await send(portion, target)
        mine.push(...results.map((file) => ({ id: nextId++, file, slot: file.photo?.slot ?? slot })))
        // a photo that was on the case already keeps the slot it had
        if (slot !== null && results.some((result) => result.photo?.slot === slot)) slots = slots.slice(1)
      } catch (error) {
        failure.value = { error: toUserError(error), rest: waiting, target }
        done.value += waiting.length
        return mine
      }
      waiting = waiting.slice(count)
      done.value += count
      entries.value = [...entries.value.slice(-200), ...mine.slice(-count)]
    }
    done.value += waiting.length
    return mine
  }

  /** Files what came in, after whatever is being filed already. */
  async function add(files: readonly Incoming[], target: FilingTarget): Promise<void> {
    if (files.length === 0) return
    if (running === 0) {
      done.value = 0
      total.value = 0
      entries.value = []
      failure.value = null
      cancelled.value = false
    }
    running += 1
    total.value += files.length
    const before = tail
    const work = (async () => {
      await before
      tell(await run(files, target), target)
    })()
    tail = work.finally(() => {
      running -= 1
    })
    await tail
  }

  /** What a person has to know at once; the pane lists the rest. */
  function tell(mine: readonly FiledEntry[], target: FilingTarget): void {
    const count = (outcome: FileResult['outcome']): number => mine.filter((entry) => entry.file.outcome === outcome).length
    const refused = mine.filter((entry) => entry.file.rejected !== null)
    const [only] = mine
    const place = target.caseNo ?? t('photos.inbox')
    if (count('added') > 0) {
      const slot = mine.length === 1 && only?.slot ? slotName(only.slot) : null
      showToast({
        tone: 'ok',
        title: slot === null ? t('photos.filed', { n: count('added'), place }) : t('photos.filedSlot', { place, slot }),
        ...(mine.length === 1 && only?.file.photo ? { text: only.file.photo.archivedAs } : {}),
      })
    }
    if (count('duplicate') > 0 && !listed.value) showToast({ tone: 'info', title: t('photos.duplicates', { n: count('duplicate') }), text: t(target.caseId === null ? 'photos.duplicateInbox' : 'photos.duplicateHere') })
    if (!listed.value) tellAlike(mine.find((entry) => entry.file.alike !== undefined)?.file.alike)
    const [first] = refused
    if (first) {
      const words = rejectionOf(first.file)
      const name = fileName(first.file.name)
      if (!listed.value) showToast({ tone: 'error', title: refused.length === 1 ? t('photos.rejectedOne', { name }) : t('photos.rejected', { n: refused.length, name }), text: words })
    }
    if (failure.value !== null && !listed.value) showToast({ tone: 'error', title: failure.value.error.what, text: `${t('photos.restWaits', { n: failure.value.rest.length })} ${failure.value.error.todo}` })
  }

  async function retry(): Promise<void> {
    const failed = failure.value
    if (failed === null) return
    failure.value = null
    await add(failed.rest, failed.target)
  }
  function cancel(): void {
    cancelled.value = true
  }
  function dismiss(): void {
    entries.value = []
    failure.value = null
  }

  return { done, total, busy, entries, failure, cancelled, listed, add, retry, cancel, dismiss }
})

/** Says whose photos show the same (A4); nothing when there are none. */
export function tellAlike(alike: FileResult['alike']): void {
  if (alike !== undefined) showToast({ tone: 'warning', title: t('photoCare.alike', { who: alike.map((photo) => [ownerName(photo), photo.caseNo].filter(Boolean).join(' ')).join(t('photoCare.separator')) }) })
}

/** The last part of a path, which is what people know a file by. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

/** Why a file was not kept, in the language shown now; empty for one that was. */
export function rejectionOf(file: FileResult): string {
  if (file.rejected === null) return ''
  return locale.value === 'en' ? file.rejected.messageEn : file.rejected.messageZh
}
