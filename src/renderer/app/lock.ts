import { shallowRef } from 'vue'
import { bridge, usePreferences, useSession } from '../rpc'

/** Minutes without a key or a pointer after which a person with a PIN is locked out (R3); 0 never. The person's own choice wins. */
export const DEFAULT_LOCK_MINUTES = 15
export const LOCK_PREFERENCE = 'autoLockMinutes'

/** true while the panes wait behind the sign-in, with what was typed still in them */
export const locked = shallowRef(false)
/** who was at work when it was locked: only the PIN is missing */
export const lockedStaffId = shallowRef<string | null>(null)
let lastTouch = Date.now()

export function lockMinutes(): number {
  const own = usePreferences().get(LOCK_PREFERENCE)
  return typeof own === 'number' && own >= 0 ? own : DEFAULT_LOCK_MINUTES
}

/** Ends the session in the background process and covers the panes. */
export async function lock(): Promise<void> {
  const session = useSession()
  lockedStaffId.value = session.me?.id ?? null
  locked.value = true
  try {
    await session.signOut()
  } catch (error) {
    // still signed in: do not pretend
    locked.value = false
    throw error
  }
}

/** Watches for idleness; call once. */
export function watchIdle(): void {
  const touch = (): void => {
    lastTouch = Date.now()
  }
  for (const type of ['keydown', 'pointerdown', 'wheel'] as const) window.addEventListener(type, touch, { passive: true, capture: true })
  // somebody who works in the floating replies sits here too
  bridge.onEvent((event) => {
    if (event.type === 'person-active') touch()
  })
  setInterval(() => {
    const session = useSession()
    const minutes = lockMinutes()
    if (session.me?.hasPin === true && minutes > 0 && Date.now() - lastTouch > minutes * 60_000) void lock()
  }, 15_000)
}
