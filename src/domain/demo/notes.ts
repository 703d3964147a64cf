import type { KindId } from '../case/kinds'
import { ASKS, CONTEXT, FEELINGS, NEXT_ACTIONS, OPENERS, REPLIES, STAFF_NOTES, topicOf } from './phrases'
import type { Random } from './random'

/** What the sentences of one case speak about. */
export interface NoteFacts {
  readonly goods: string
  readonly option: string
  readonly courier: string
  readonly place: string
  /** Day as people write it, `11月3日`. */
  readonly date: string
}

const SLOT = /\{([a-z]+)\}/g
const MIN = 20
const MAX = 400

function fill(random: Random, sentence: string, facts: NoteFacts): string {
  return sentence.replaceAll(SLOT, (slot, name: string) => {
    switch (name) {
      case 'days':
        return String(random.int(2, 12))
      case 'n':
        return String(random.int(2, 9))
      case 'yuan':
        return String(random.int(3, 60))
      case 'goods':
      case 'option':
      case 'courier':
      case 'place':
      case 'date':
        return facts[name]
      default:
        return slot
    }
  })
}

/** A message of 20 to 400 characters (spec section 12): most are short, few are long, every sentence different. */
export function buyerNote(random: Random, kind: KindId, facts: NoteFacts): string {
  const wanted = Math.min(MAX, Math.round(MIN + 380 * random.next() ** 2.6))
  const topic = topicOf(kind)
  const said = new Set<string>()
  let note = fill(random, random.pick(OPENERS), facts)
  const add = (sentences: readonly [string, ...string[]]): boolean => {
    const sentence = random.pick(sentences)
    if (said.has(sentence)) return true
    said.add(sentence)
    const text = fill(random, sentence, facts)
    if (note.length + text.length > MAX) return false
    note += text
    return true
  }
  add(topic)
  while (note.length < Math.max(wanted, MIN)) {
    const turn = random.next()
    const source = turn < 0.28 ? topic : turn < 0.66 ? CONTEXT : turn < 0.8 ? FEELINGS : ASKS
    if (!add(source)) break
  }
  return note
}

const sentence = (list: readonly [string, ...string[]]) => (random: Random, facts: NoteFacts): string => fill(random, random.pick(list), facts)

export const staffNote = sentence(STAFF_NOTES)
export const replyText = sentence(REPLIES)
export const nextActionText = sentence(NEXT_ACTIONS)
