import type { FromBackground } from '../src/contract/shell'
import { AppError } from '../src/domain/errors'

interface Secrets {
  readonly isSafe: boolean
  seal(clear: string): Promise<string>
  open(sealed: string): Promise<string>
}

/** What stands before a text that is only marked, for want of a keychain. */
const MARKED = 'plain:'
const KEYCHAIN = 'keychain:'

/**
 * Seals secrets with the system's keychain, which only main can reach (S6). Whether there is one is told after the start; sealing and opening
 * wait for that. Without one a text is only marked: `isSafe` says so, and what was marked so earlier is still read once there is a keychain.
 */
export function createSecretRequests(say: (message: FromBackground) => void): {
  readonly secrets: Secrets
  /** Whether there is a keychain. */
  keychain(available: boolean): void
  answered(request: number, text: string | null): void
} {
  const waiting = new Map<number, (text: string | null) => void>()
  let last = 0
  let isSafe = false
  let tell: (available: boolean) => void = () => undefined
  const told = new Promise<boolean>((resolve) => {
    tell = resolve
  })
  const ask = (way: 'seal' | 'open', text: string): Promise<string | null> => {
    const request = (last += 1)
    return new Promise((answer) => {
      waiting.set(request, answer)
      say({ type: 'secret', request, way, text })
    })
  }
  return {
    secrets: {
      get isSafe() {
        return isSafe
      },
      async seal(clear) {
        if (!(await told)) return MARKED + clear
        const sealed = await ask('seal', clear)
        if (sealed === null) throw new AppError('SECRET_LOST')
        return KEYCHAIN + sealed
      },
      async open(sealed) {
        if (sealed.startsWith(MARKED)) return sealed.slice(MARKED.length)
        const clear = sealed.startsWith(KEYCHAIN) && (await told) ? await ask('open', sealed.slice(KEYCHAIN.length)) : null
        if (clear === null) throw new AppError('SECRET_LOST')
        return clear
      },
    },
    keychain(available) {
      isSafe = available
      tell(available)
    },
    answered(request, text) {
      waiting.get(request)?.(text)
      waiting.delete(request)
    },
  }
}
