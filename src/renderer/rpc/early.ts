/**
 * What the first screen asks for is known from the last start, so it is asked for in one go while the background process still opens its
 * files, instead of in three round trips after another (X1). Whoever asks for the same within the start gets the early answer; a refused
 * early question is asked again in earnest, so that its refusal is told where it belongs.
 */
import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client'

type Link = ClientLink<ClientContext>

const STORED = 'workstation.first-questions'
/** Questions that change nothing and that the first rows need; anything else ends the start. */
const ASKED_EARLY: ReadonlySet<string> = new Set(['session.state', 'preferences.get', 'cases.list'])
const MOST = 6
/** An answer that nobody fetched by then would be out of date. */
const START_MS = 5_000

interface Question {
  readonly path: readonly string[]
  readonly input: unknown
}

const keyOf = ({ path, input }: Question): string => JSON.stringify([path, input ?? null])

function isQuestion(value: unknown): value is Question {
  return typeof value === 'object' && value !== null && 'path' in value && Array.isArray(value.path) && ASKED_EARLY.has(value.path.join('.'))
}

/** The questions of the last start; none when there was no start or what is stored is not ours. */
function storedQuestions(): Question[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isQuestion).slice(0, MOST) : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

export interface Early {
  /** Asks what the last start asked; call once, before anything else is asked. */
  ask(): void
  /** A page that is not the first of a start: it asks in earnest from the beginning and leaves no questions for the next start. */
  skip(): void
  /** Answers from what was asked early, or by asking now. */
  readonly link: Link
}

/** @param link asks in earnest @param firstRows ends when the first rows are on screen or will not come soon */
export function createEarly(link: Link, firstRows: Promise<void>): Early {
  const answers = new Map<string, Promise<unknown>>()
  const asked: Question[] = []
  let isStart = true

  function end(): void {
    if (!isStart) return
    isStart = false
    answers.clear()
    if (asked.length > 0) localStorage.setItem(STORED, JSON.stringify(asked))
  }

  /** Everything but the first questions may change what was answered early. */
  function askLater(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    end()
    return link.call(path, input, options)
  }

  return {
    ask() {
      setTimeout(end, START_MS)
      for (const question of storedQuestions()) {
        const answer = link.call(question.path, question.input, { context: {} })
        // Until somebody asks for it a refusal concerns nobody; who asks gets it from the second call.
        answer.catch(() => undefined)
        answers.set(keyOf(question), answer)
      }
    },
    skip() {
      isStart = false
    },
    link: {
      call(path, input, options: ClientOptions<ClientContext>) {
        if (!isStart) return link.call(path, input, options)
        const question = { path, input }
        if (!isQuestion(question)) {
          // What follows the changes only listens.
          if (path.join('.') === 'health.changes') return link.call(path, input, options)
          // Panes in the background ask as soon as they are built: the first rows come first, and nobody can act before them. Signing in is acting.
          if (path[0] !== 'session') return firstRows.then(() => askLater(path, input, options))
          end()
          return link.call(path, input, options)
        }
        const key = keyOf(question)
        if (asked.length < MOST && !asked.some((one) => keyOf(one) === key)) asked.push(question)
        const early = answers.get(key)
        answers.delete(key)
        return early === undefined ? link.call(path, input, options) : early.catch(() => link.call(path, input, options))
      },
    },
  }
}
