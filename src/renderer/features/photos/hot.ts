import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { HotFolder } from '../../../contract/photo-ways'
import { t } from '../../i18n'
import { afterFirstRows, errorCode, generation, rpc, useActiveCase, useChanges, useSession } from '../../rpc'
import { openSoon } from '../../ui/dialogs'
import { showToast } from '../../ui/toasts'

export const WAYS_TABS = ['hot', 'scan'] as const
export type WaysTab = (typeof WAYS_TABS)[number]
export const waysTab = shallowRef<WaysTab>('hot')

export async function openWays(tab: WaysTab): Promise<void> {
  waysTab.value = tab
  await openSoon(import('./WaysDialog.vue'))
}

const SETTLE_MS = 200
/** States that a person has to do something about. */
const TROUBLE: ReadonlySet<HotFolder['state']> = new Set(['gone', 'no-permission', 'unreadable', 'too-many-files', 'disk-full', 'failed'])

export const folderName = (path: string): string => path.split(/[\\/]/).filter((part) => part !== '').at(-1) ?? path
export const isTroubled = (folder: HotFolder): boolean => TROUBLE.has(folder.state)

/** The hot folders of this PC (A2): tells the background which case is open, and the person what came in. */
export const useHotFolders = defineStore('hot-folders', () => {
  const session = useSession()
  const active = useActiveCase()
  const folders = shallowRef<readonly HotFolder[]>([])
  /** What a new folder takes by the policy. */
  const extensions = shallowRef<readonly string[]>([])
  const loaded = shallowRef(false)
  /** Refused files that were looked at, by folder. */
  const seen = shallowRef<ReadonlyMap<string, number>>(new Map())
  let timer: ReturnType<typeof setTimeout> | undefined

  function tell(before: readonly HotFolder[], now: readonly HotFolder[]): void {
    for (const folder of now) {
      const known = before.find((one) => one.id === folder.id)
      const n = folder.taken - (known?.taken ?? folder.taken)
      if (n > 0 && folder.left === 0) showToast({ tone: 'ok', title: t('photoWays.arrivedCase', { folder: folderName(folder.path), n, place: folder.lastCaseNo ?? t('photos.inbox') }) })
    }
  }
  async function refresh(): Promise<void> {
    try {
      if (session.phase !== 'ready') {
        folders.value = []
        loaded.value = false
        return
      }
      const found = await rpc.hotFolders.list()
      if (loaded.value) tell(told, found.folders)
      // while a folder is still taking in, what it took is told at the end and in one notice
      told = found.folders.map((folder) => (folder.left > 0 ? { ...folder, taken: told.find((one) => one.id === folder.id)?.taken ?? folder.taken } : folder))
      folders.value = found.folders
      extensions.value = found.extensions
      loaded.value = true
    } catch (error) {
      // signing out or a lost connection asks again by itself
      if (errorCode(error) === 'INTERNAL') throw error
    }
  }
  let told: readonly HotFolder[] = []
  watch(
    () => [session.phase, session.me?.id],
    () => afterFirstRows(refresh),
    { immediate: true },
  )
  useChanges(['hot_folder', 'hot_file'], () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void refresh()
    }, SETTLE_MS)
  })
  const attends = computed(() => folders.value.some((folder) => folder.enabled && folder.target === 'case'))
  // a background that was started anew knows nothing of the case
  watch([attends, () => active.id, generation], async ([attending, caseId]) => {
    if (!attending || session.phase !== 'ready') return
    try {
      await rpc.hotFolders.attend({ caseId })
    } catch (error) {
      if (errorCode(error) === 'INTERNAL') throw error
    }
  })
  /** The folder that the pane's line speaks of: one in trouble first, else one with refused files that nobody has looked at. */
  const concern = computed(() => folders.value.find(isTroubled) ?? folders.value.find((folder) => folder.refused > (seen.value.get(folder.id) ?? 0)) ?? null)
  function looked(folder: HotFolder): void {
    seen.value = new Map([...seen.value, [folder.id, folder.refused]])
  }
  return { folders, extensions, loaded, concern, refresh, looked }
})
