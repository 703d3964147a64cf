import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { parseChat } from '../../../domain/intake/chat'
import { rpc } from '../../rpc'

export type Intake = Awaited<ReturnType<typeof rpc.cases.intake>>

const TYPING_MS = 150
/** what the contract takes at most */
const LONGEST = 20_000

export interface LiveIntake {
  readonly found: Readonly<Ref<Intake | null>>
  readonly reading: Readonly<Ref<boolean>>
  readonly failed: Readonly<Ref<boolean>>
}

/** Whether reading a text brought anything to go on with. */
export function isUseful(found: Intake): boolean {
  return found.orders.length + found.orderNos.length + found.waybills.length + found.openCases.length + found.kinds.length > 0 || found.messageAt !== null
}

/** @param fromPicture numbers may have been read a little wrong (C11) */
export const readText = (text: string, fromPicture = false): Promise<Intake> => rpc.cases.intake({ text: text.slice(0, LONGEST), fromPicture })

/** Reads pasted text while it is typed (C11); a late answer to older words is dropped. `first` is the answer to the first text, if known. */
export function useIntake(text: Ref<string>, first: Intake | null, fromPicture: () => boolean = () => false): LiveIntake {
  const found = shallowRef<Intake | null>(first)
  const reading = shallowRef(false)
  const failed = shallowRef(false)
  let round = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(words: string): Promise<void> {
    const mine = ++round
    try {
      const answer = await readText(words, fromPicture())
      if (mine !== round) return
      found.value = answer
      failed.value = false
    } catch (error) {
      if (mine !== round) return
      // the form can be filled by hand: the failure is told beside it, not over it
      console.warn('intake', error)
      found.value = null
      failed.value = true
    } finally {
      if (mine === round) reading.value = false
    }
  }
  watch(text, (words) => {
    clearTimeout(timer)
    round += 1
    reading.value = words.trim() !== ''
    if (words.trim() === '') found.value = null
    else timer = setTimeout(() => void read(words), TYPING_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    round += 1
  })
  return { found, reading, failed }
}

/** Without the heads that the chat client puts before one person's lines; a talk between several keeps them. */
function withoutHeads(text: string): string {
  const { preamble, lines } = parseChat(text)
  const speakers = new Set(lines.map((line) => line.nick))
  return speakers.size === 1 ? [preamble, ...lines.map((line) => line.text)].filter(Boolean).join('\n') : text
}

/** The words to keep as the buyer's message; null when the text is nothing but numbers and names that have fields of their own. */
export function messageOf(text: string, found: Intake | null): string | null {
  const words = text.trim()
  if (words === '') return null
  const known = [...(found?.orderNos ?? []), ...(found?.waybills ?? []), ...(found?.buyerNicks ?? [])]
  const rest = known.reduce((left, one) => left.replaceAll(one, ''), words).replace(/订单号?|运单号?|快递单号|order|waybill|[\s\p{P}\p{S}]/giu, '')
  return rest.length < 2 ? null : withoutHeads(words)
}
