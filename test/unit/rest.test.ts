import { expect, it, vi } from 'vitest'
import { startRest } from '../../src/backend/jobs/rest'
import { createPace } from '../../src/backend/services/pace'
import { foundFolder } from '../support/kernel'

it('X8: memory is given back once in each pause, and not while somebody works', async () => {
  const test = await foundFolder()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    let now = 0
    const pace = createPace(() => now)
    const tidied: number[] = []
    const stop = startRest({ ...test.kernel, pace }, () => tidied.push(now))
    const pass = (seconds: number, works: boolean): void => {
      for (let second = 0; second < seconds; second += 1) {
        now += 1000
        if (works) pace.asked()
        vi.advanceTimersByTime(1000)
      }
    }
    pass(30, true)
    expect(tidied).toEqual([])
    pass(60, false)
    expect(tidied).toHaveLength(1)
    pass(10, true)
    pass(60, false)
    expect(tidied).toHaveLength(2)
    stop()
    pass(60, true)
    pass(60, false)
    expect(tidied).toHaveLength(2)
  } finally {
    vi.useRealTimers()
    test.open.close()
  }
})
