import { expect, it, vi } from 'vitest'
import { startRest } from '../../src/backend/jobs/rest'
import { createPace } from '../../src/backend/services/pace'
import { foundFolder } from '../support/kernel'

it('X8: memory is given back once in each pause, again when jobs left more, and not while somebody works', async () => {
  const test = await foundFolder()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    let now = 0
    const pace = createPace(() => now)
    const tidied: number[] = []
    let bytes = 100_000_000
    const stop = startRest({ ...test.kernel, pace }, () => tidied.push(now), () => bytes)
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
    bytes += 5_000_000
    pass(60, false)
    expect(tidied).toHaveLength(2)
    bytes += 2_000_000
    pass(60, false)
    expect(tidied).toHaveLength(3)
    stop()
    pass(60, true)
    pass(60, false)
    expect(tidied).toHaveLength(3)
  } finally {
    vi.useRealTimers()
    test.open.close()
  }
})
