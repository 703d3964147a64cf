import type { Actor, Kernel } from './kernel'

/** Who sits at this PC now; what comes in by itself is filed in their name, and nothing while nobody does (A2, R3). */
export type AtDesk = () => Actor | null

const desks = new WeakMap<Kernel, AtDesk>()

/** Told once by whoever knows the sessions; work that goes on by itself asks it at each step. */
export const setAtDesk = (kernel: Kernel, atDesk: AtDesk): void => void desks.set(kernel, atDesk)

/** Who sits here, or `actor` where nobody can sit anywhere: in the command line. */
export const atDeskOf = (kernel: Kernel, actor: Actor): AtDesk => desks.get(kernel) ?? (() => actor)
