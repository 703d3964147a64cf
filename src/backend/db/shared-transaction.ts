import type { Sqlite } from './open'

/**
 * One transaction for many slices of bulk work. A slice keeps the thread for some tens of milliseconds (design, decision 1), but a commit
 * after each of them wrote the same pages of every index hundreds of times: of 100,000 claims that was a third of the work. So
 * slices follow each other in one transaction, with others having their turn in between, and what they wrote is committed together.
 *
 * Readers see nothing of it until then; whoever writes alone has it committed first, so that writes keep their order.
 */
export interface SharedTransaction {
  /**
   * Runs a slice. When it throws, or the commit fails later, all slices since the last commit are gone: bulk work goes on from where the
   * database says that it stands. Not flushed to the disk by itself: a power cut may take the last slices, never those before
   * a write that was made alone.
   */
  slice<R>(work: () => R): R
  /** Runs a transaction of its own that survives a power cut once it has returned (R1). */
  alone<R>(work: () => R): R
  /** Commits what slices have written. */
  settle(): void
}

/** @param onCommit told after each commit of slices */
export function createSharedTransaction(db: Sqlite, onCommit: () => void): SharedTransaction {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  let isOpen = false
  let isRunning = false
  let isFlushed = true

  const flushed = (wanted: boolean): void => {
    if (isFlushed === wanted) return
    db.pragma(`synchronous = ${wanted ? 'FULL' : 'NORMAL'}`)
    isFlushed = wanted
  }
  const giveUp = (): void => {
    isOpen = false
    if (db.inTransaction) rollback.run()
  }
  const settle = (): void => {
    if (!isOpen) return
    try {
      commit.run()
    } catch (error) {
      giveUp()
      throw error
    }
    isOpen = false
    onCommit()
  }

  return {
    slice(work) {
      if (!isOpen) {
        flushed(false)
        begin.run()
        isOpen = true
      }
      isRunning = true
      try {
        return work()
      } catch (error) {
        giveUp()
        throw error
      } finally {
        isRunning = false
      }
    },
    alone(work) {
      // Inside a slice it is part of it.
      if (!isRunning) {
        settle()
        if (!db.inTransaction) flushed(true)
      }
      return work()
    },
    settle() {
      if (!isRunning) settle()
    },
  }
}
