import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createEarly } from '../../src/renderer/rpc/early'

/** A link that notes what it was asked and answers by its own script. */
function fakeLink(answers: (path: string, count: number) => Promise<unknown>) {
  const asked: string[] = []
  return {
    asked,
    link: {
      call: (path: readonly string[], input: unknown) => {
        asked.push(`${path.join('.')} ${JSON.stringify(input ?? null)}`)
        return answers(path.join('.'), asked.length)
      },
    },
  }
}

const QUEUE = { view: 'mine', limit: 100 }
const options = { context: {} }

describe('X1: questions of the first screen are asked in one go', () => {
  const stored = new Map<string, string>()
  beforeEach(() => {
    stored.clear()
    vi.useFakeTimers()
    vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value) })
    return () => {
      vi.useRealTimers()
      vi.unstubAllGlobals()
    }
  })

  /** One start in which these are asked. */
  async function start(questions: readonly [string, unknown][]): Promise<void> {
    const { link } = fakeLink((path) => Promise.resolve(path))
    const early = createEarly(link, Promise.resolve())
    early.ask()
    for (const [path, input] of questions) await early.link.call(path.split('.'), input, options)
    vi.advanceTimersByTime(10_000)
  }

  it('asks at the next start what the last one asked, once, and hands the answers out', async () => {
    await start([['session.state', undefined], ['cases.list', QUEUE], ['health.changes', undefined]])
    const { asked, link } = fakeLink((path) => Promise.resolve(`${path}!`))
    const early = createEarly(link, Promise.resolve())
    early.ask()
    expect(asked).toEqual(['session.state null', `cases.list ${JSON.stringify(QUEUE)}`])
    expect(await early.link.call(['cases', 'list'], QUEUE, options)).toBe('cases.list!')
    expect(asked).toHaveLength(2)
    await early.link.call(['cases', 'list'], QUEUE, options)
    expect(asked).toHaveLength(3)
  })

  it('asks again in earnest when an early question was refused, or another one is asked', async () => {
    await start([['cases.list', QUEUE]])
    const { asked, link } = fakeLink((_path, count) => (count === 1 ? Promise.reject(new Error('not signed in')) : Promise.resolve('rows')))
    const early = createEarly(link, Promise.resolve())
    early.ask()
    expect(await early.link.call(['cases', 'list'], QUEUE, options)).toBe('rows')
    await early.link.call(['cases', 'list'], { ...QUEUE, view: 'open' }, options)
    expect(asked).toHaveLength(3)
  })

  it('X1: panes in the background wait for the first rows; signing in does not', async () => {
    const { asked, link } = fakeLink((path) => Promise.resolve(path))
    let shown: () => void = () => undefined
    const early = createEarly(link, new Promise((done) => (shown = done)))
    early.ask()
    const claims = early.link.call(['claims', 'list'], {}, options)
    await early.link.call(['session', 'state'], undefined, options)
    await early.link.call(['cases', 'list'], QUEUE, options)
    expect(asked.map((one) => one.split(' ')[0])).toEqual(['session.state', 'cases.list'])
    shown()
    await claims
    expect(asked.map((one) => one.split(' ')[0])).toEqual(['session.state', 'cases.list', 'claims.list'])

    const unseen = fakeLink((path) => Promise.resolve(path))
    const signing = createEarly(unseen.link, new Promise(() => undefined))
    await signing.link.call(['session', 'signIn'], { staffId: 'a' }, options)
    expect(unseen.asked).toHaveLength(1)
  })

  it('hands out nothing early after a call that may change something, nor after the start', async () => {
    await start([['cases.list', QUEUE]])
    const changed = fakeLink((path) => Promise.resolve(path))
    const first = createEarly(changed.link, Promise.resolve())
    first.ask()
    await first.link.call(['session', 'signIn'], { staffId: 'a' }, options)
    await first.link.call(['cases', 'list'], QUEUE, options)
    expect(changed.asked).toHaveLength(3)

    const late = fakeLink((path) => Promise.resolve(path))
    const second = createEarly(late.link, Promise.resolve())
    second.ask()
    vi.advanceTimersByTime(10_000)
    await second.link.call(['cases', 'list'], QUEUE, options)
    expect(late.asked).toHaveLength(2)
  })

  it('keeps to questions that change nothing, whatever was stored', () => {
    stored.set('workstation.first-questions', JSON.stringify([{ path: ['cases', 'create'], input: {} }, 7, { path: 'x' }]))
    const { asked, link } = fakeLink((path) => Promise.resolve(path))
    createEarly(link, Promise.resolve()).ask()
    stored.set('workstation.first-questions', '{broken')
    createEarly(link, Promise.resolve()).ask()
    expect(asked).toEqual([])
  })
})
