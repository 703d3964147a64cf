import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { ReadLineView } from '../../../contract/reading'
import { rpc, toUserError, type UserError } from '../../rpc'

export interface IntakePicture {
  readonly name: string
  readonly bytes: Uint8Array
  /** for the page to show it; freed when it goes */
  readonly url: string
}

/** `off`: reading is off on this PC, a button reads this one. */
export type PictureState = 'none' | 'off' | 'reading' | 'read' | 'failed'

export interface PictureIntake {
  readonly picture: Readonly<ShallowRef<IntakePicture | null>>
  readonly state: Readonly<ShallowRef<PictureState>>
  readonly lines: Readonly<ShallowRef<readonly ReadLineView[]>>
  readonly error: Readonly<ShallowRef<UserError | null>>
  attach(name: string, bytes: Uint8Array): Promise<void>
  read(): Promise<void>
  remove(): void
  /** It was filed: the same picture in the clipboard is not offered again. */
  used(): void
}

/** The clipboard's picture that became a case last: the next Ctrl+N is about something else. */
let last: Uint8Array | null = null

export const isUsed = (bytes: Uint8Array): boolean => last !== null && last.length === bytes.length && last.every((byte, at) => byte === bytes[at])

/**
 * A screenshot in the new-case dialog (C11): read locally where reading is on, else on the person's own key. The dialog goes on meanwhile;
 * a reading ends with the dialog or with the picture.
 * @param onText what was read, as text for the intake
 */
export function usePictureIntake(onText: (text: string) => void): PictureIntake {
  const picture = shallowRef<IntakePicture | null>(null)
  const state = shallowRef<PictureState>('none')
  const lines = shallowRef<readonly ReadLineView[]>([])
  const error = shallowRef<UserError | null>(null)
  let stop: AbortController | null = null

  function remove(): void {
    stop?.abort()
    stop = null
    if (picture.value !== null) URL.revokeObjectURL(picture.value.url)
    picture.value = null
    state.value = 'none'
    lines.value = []
    error.value = null
  }
  async function attach(name: string, bytes: Uint8Array): Promise<void> {
    remove()
    const mine: IntakePicture = { name, bytes, url: URL.createObjectURL(new Blob([new Uint8Array(bytes)])) }
    picture.value = mine
    state.value = 'off'
    try {
      const { on } = await rpc.reading.state()
      if (on && picture.value === mine) await read()
    } catch (problem) {
      // it can still be read on the key and is filed all the same
      console.warn('reading', problem)
    }
  }
  async function read(): Promise<void> {
    const mine = picture.value
    if (mine === null || state.value === 'reading') return
    stop = new AbortController()
    const { signal } = stop
    state.value = 'reading'
    error.value = null
    try {
      const found = await rpc.reading.picture({ bytes: new Blob([new Uint8Array(mine.bytes)]) }, { signal })
      if (signal.aborted) return
      lines.value = found.lines
      state.value = 'read'
      if (found.lines.length > 0) onText(found.lines.map((line) => line.text).join('\n'))
    } catch (problem) {
      if (signal.aborted) return
      error.value = toUserError(problem)
      state.value = 'failed'
    }
  }
  onScopeDispose(remove)
  return {
    picture,
    state,
    lines,
    error,
    attach,
    read,
    remove,
    used: () => {
      last = picture.value?.bytes ?? null
    },
  }
}

/** The first picture among files that were pasted or dropped. */
export const pictureOf = (files: Iterable<File>): File | undefined => [...files].find((file) => file.type.startsWith('image/'))
