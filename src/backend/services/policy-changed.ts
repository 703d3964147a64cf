import type { DocumentKey } from '../live-resources'
import type { Kernel } from './kernel'

export type PolicyReaction = (kernel: Kernel, document: DocumentKey) => void

const reactions = new Set<PolicyReaction>()

/** Registers what has to follow when a policy or playbook in force is replaced (C4: clocks that run). Answers how to take it back. */
export function addPolicyReaction(reaction: PolicyReaction): () => void {
  reactions.add(reaction)
  return () => reactions.delete(reaction)
}

/** Called after the commit that replaced what is in force; `kernel.resources` gives the new text already. */
export function onPolicyChanged(kernel: Kernel, document: DocumentKey): void {
  for (const reaction of reactions) reaction(kernel, document)
}
