import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { afterFirstRows, errorCode, rpc, useChanges, useSession } from '../../rpc'
import { useHotFolders } from './hot'

const SETTLE_MS = 150

/** How many photos wait to be filed on a case (A2): the badge of the activity bar and the chip of the pane. */
export const useInbox = defineStore('photo-inbox', () => {
  const session = useSession()
  // what comes in by itself is told whether or not the pane is on screen, and belongs to the case that is open
  useHotFolders()
  const count = shallowRef(0)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function refresh(): Promise<void> {
    try {
      count.value = session.phase === 'ready' ? (await rpc.photos.inboxCount()).count : 0
    } catch (error) {
      // a badge is not worth a notice: signing out or a lost connection asks again by itself
      if (errorCode(error) === 'INTERNAL') throw error
    }
  }
  watch(
    () => [session.phase, session.me?.id],
    () => afterFirstRows(refresh),
    { immediate: true },
  )
  useChanges(['photo_link'], () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void refresh()
    }, SETTLE_MS)
  })
  return { count, refresh }
})
