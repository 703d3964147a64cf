import { safeStorage } from 'electron'
import type { ShellLog } from './log'

/**
 * Whether the system has a keychain that keeps text from other accounts and programs (S6). Linux without a secret service falls back to a key
 * that lies in the program itself: that protects nothing, and is told as none.
 */
export function hasKeychain(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

/** Seals or opens a text, base64; null when the keychain cannot (another account, another machine). Nothing of the text is logged (R6). */
export function useKeychain(way: 'seal' | 'open', text: string, log: ShellLog): string | null {
  try {
    return way === 'seal' ? safeStorage.encryptString(text).toString('base64') : safeStorage.decryptString(Buffer.from(text, 'base64'))
  } catch (error) {
    log.write('keychain-failed', { way, error: error instanceof Error ? error.name : 'unknown' })
    return null
  }
}
