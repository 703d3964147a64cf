/**
 * Hands jobs to several workers in the order asked, each to the one with the least to do; of equals to the one used last: it is warm, few
 * pictures then need only one process, and the others may end as idle. Decoding blocks a whole process, so pictures run in two or more
 * file processes; a bomb ends only the one that reads it.
 * @param depth jobs that one worker is given at a time: with more than one it finds the next when it is done with the first, whatever its
 *   owner does meanwhile (X5)
 */
export function spreadJobs<Job, Result>(workers: readonly ((job: Job) => Promise<Result>)[], depth = 1): (job: Job) => Promise<Result> {
  interface Desk {
    readonly work: (job: Job) => Promise<Result>
    given: number
    usedAt: number
  }
  const desks = workers.map((work): Desk => ({ work, given: 0, usedAt: 0 }))
  const waiting: ((desk: Desk) => void)[] = []
  let turn = 0
  const before = (a: Desk, b: Desk): number => a.given - b.given || b.usedAt - a.usedAt
  const free = (): Desk | undefined => desks.filter((desk) => desk.given < depth).sort(before)[0]
  const seat = async (): Promise<Desk> => {
    const desk = free()
    // A place that gets free goes to whoever waits longest, so it stays taken.
    if (desk === undefined) return new Promise((resolve) => waiting.push(resolve))
    desk.given += 1
    return desk
  }
  return async (job) => {
    const desk = await seat()
    desk.usedAt = turn += 1
    try {
      return await desk.work(job)
    } finally {
      const next = waiting.shift()
      if (next === undefined) desk.given -= 1
      else next(desk)
    }
  }
}
