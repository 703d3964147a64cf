/**
 * Hands jobs to several workers, one at a time each, in the order asked. Decoding blocks a whole process, so pictures run in two or more
 * file processes; a bomb ends only the one that reads it.
 */
export function spreadJobs<Job, Result>(workers: readonly ((job: Job) => Promise<Result>)[]): (job: Job) => Promise<Result> {
  type Worker = (job: Job) => Promise<Result>
  const idle: Worker[] = [...workers]
  const waiting: ((worker: Worker) => void)[] = []
  return async (job) => {
    // The one used last is warm: few pictures then need only one process, and the others may end as idle.
    const worker = idle.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)))
    try {
      return await worker(job)
    } finally {
      const next = waiting.shift()
      if (next) next(worker)
      else idle.push(worker)
    }
  }
}
