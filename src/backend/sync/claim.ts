import { isStoreError, StoreError } from './store'
import { joinName, nameMark, randomMark, tempName } from './store-names'

/** What a store without an atomic "create if new" must still have: folders that can be made exactly once. */
export interface ClaimGround {
  /** Makes a folder; of several that try at once exactly one gets 'made'. */
  make(folder: string): Promise<'made' | 'taken'>
  /** Names of the files in a claim and how long ago it was last touched, or null when it is gone. */
  look(folder: string): Promise<{ readonly files: readonly string[]; readonly ageMs: number } | null>
  /** Removes a folder with all in it; not there is no error. */
  clear(folder: string): Promise<void>
  /** Whether the name itself is taken by now. */
  taken(name: string): Promise<boolean>
}

export interface ClaimOptions {
  /** Who claims: the device's id. What it left behind itself, when it was killed, it may take back at once. */
  readonly owner: string
  readonly claim: { readonly wait: number; readonly stale: number }
  readonly wait: (ms: number) => Promise<void>
  readonly now: () => number
  /** How often a claim that was lost is made again; 1 where the unfinished file is lost with it. */
  readonly attempts: number
}

/** The part that was to be published is gone: another took the claim over. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'
}

const PAUSE = 40

/**
 * Makes "store a file that must not exist yet" exclusive on stores that cannot do it themselves (S2): WebDAV servers check for an
 * existing name and move in two steps, and two at once both succeed (measured: ADR 0017). Making a folder is one step everywhere.
 *
 * Whoever makes the claim folder of a name puts the new file into it under a name of its own and moves it out to its final name; then the
 * folder goes. A claim left behind is taken over by removing it with all in it, so a former holder that was merely slow finds its
 * part gone and cannot publish any more (ClaimLost): two holders never both succeed. There is no lock to be freed by hand.
 */
export function createClaims(ground: ClaimGround, options: ClaimOptions) {
  const mine = nameMark(options.owner).slice(0, 8)
  /** Claims of this process, which are in use and not left behind. */
  const held = new Set<string>()

  async function acquire(folder: string, name: string): Promise<'made' | 'exists'> {
    const began = options.now()
    for (let pause = PAUSE; ; pause = Math.min(pause * 2, 1000)) {
      if ((await ground.make(folder)) === 'made') return 'made'
      if (await ground.taken(name)) return 'exists'
      const found = await ground.look(folder)
      if (found === null) continue
      const own = found.files.length > 0 && found.files.every((file) => file.startsWith(mine)) && !held.has(folder)
      if (own || found.ageMs > options.claim.stale) {
        await ground.clear(folder)
        continue
      }
      if (options.now() - began > options.claim.wait) throw new StoreError('locked', 'another device is storing the same file')
      // Spread, so that those who wait do not come in step.
      await options.wait(pause * (0.5 + Math.random()))
    }
  }

  async function release(claim: string): Promise<void> {
    await ground.clear(claim).catch((error: unknown) => {
      // The outcome stands; a claim that could not be removed is taken over later.
      if (!isStoreError(error)) throw error
    })
  }

  /**
   * Runs `work` while the claim on `name` is held. It gets a path for its unfinished file, publishes that under `name` if this is not
   * taken, and throws ClaimLost when the file to publish is gone.
   */
  return async function claimed(folder: string, file: string, work: (part: string) => Promise<'stored' | 'exists'>): Promise<'stored' | 'exists'> {
    const name = joinName(folder, file)
    const claim = joinName(folder, tempName('claim', nameMark(file)))
    for (let attempt = 0; attempt < options.attempts; attempt++) {
      if ((await acquire(claim, name)) === 'exists') return 'exists'
      held.add(claim)
      try {
        const outcome = await work(joinName(claim, `${mine}-${randomMark()}`))
        await release(claim)
        return outcome
      } catch (error) {
        // What stands there now is another's.
        if (error instanceof ClaimLost) continue
        await release(claim)
        throw error
      } finally {
        held.delete(claim)
      }
    }
    throw new StoreError('locked', 'another device took the claim over again and again')
  }
}
