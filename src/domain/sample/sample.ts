/** Sampling of replies for quality (K2). */
export interface ReplyToSample {
  readonly id: string
  readonly by: string
}

/** A number from text that is the same everywhere: FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  // the last step alone leaves near texts near: stir once more
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0
  return (value ^ (value >>> 12)) >>> 0
}

/**
 * So many replies of each person, picked by a seed (the week): the same replies and seed give the same sample, in whatever order they come
 * and on whichever PC, so that nobody chooses whom to look at.
 */
export function pickSamples<R extends ReplyToSample>(replies: readonly R[], perPerson: number, seed: string): R[] {
  const ofPerson = new Map<string, R[]>()
  for (const reply of replies) ofPerson.set(reply.by, [...(ofPerson.get(reply.by) ?? []), reply])
  const order = (reply: R): number => hash(`${seed}:${reply.id}`)
  return [...ofPerson.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => [...own].sort((a, b) => order(a) - order(b) || (a.id < b.id ? -1 : 1)).slice(0, perPerson))
}
