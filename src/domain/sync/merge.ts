import { covers, streamOf, type Vector } from './vector'

/** One value of one group of a row. `fields`: its columns, by their name in SQL. */
export interface Version<F> {
  readonly stamp: string
  readonly fields: F
}

export interface Merged<F> {
  /** The head with the largest stamp: the value of the group. */
  readonly value: Version<F>
  /** All heads, the value first; more than one is a conflict. */
  readonly heads: readonly Version<F>[]
}

/**
 * Applies a version to the heads of its group (S3): heads that its writer knew fall, others stay beside it. `knows` is the writer's vector
 * without its own stream, which it knows up to the version itself. A version that is there already changes nothing. Given that versions
 * come in causal order, the same versions give the same heads in whatever order they come.
 */
export function mergeVersion<F>(heads: readonly Version<F>[], incoming: Version<F>, knows: Vector): Merged<F> {
  const own = streamOf(incoming.stamp)
  const knew = (stamp: string): boolean => (streamOf(stamp) === own ? stamp <= incoming.stamp : covers(knows, stamp))
  const left = heads.filter(({ stamp }) => stamp !== incoming.stamp && !knew(stamp))
  const all = [...left, incoming].sort((a, b) => (a.stamp < b.stamp ? 1 : -1))
  return { value: all[0] ?? incoming, heads: all }
}

/**
 * Joins the heads of one group as two devices have them (a snapshot and a data folder): a head that only one has stays unless the other knew
 * it, and so had replaced it. Answers all heads, the largest stamp first.
 */
export function joinHeads<F>(ours: readonly Version<F>[], weKnow: Vector, theirs: readonly Version<F>[], theyKnow: Vector): readonly Version<F>[] {
  const inOurs = new Set(ours.map(({ stamp }) => stamp))
  const inTheirs = new Set(theirs.map(({ stamp }) => stamp))
  const kept = [...ours.filter(({ stamp }) => inTheirs.has(stamp) || !covers(theyKnow, stamp)), ...theirs.filter(({ stamp }) => !inOurs.has(stamp) && !covers(weKnow, stamp))]
  return kept.sort((a, b) => (a.stamp < b.stamp ? 1 : -1))
}

/** Heads that a person has to decide between: those whose columns differ from the value. Columns are compared as JSON. */
export function contested<F>({ value, heads }: Merged<F>): readonly Version<F>[] {
  const said = JSON.stringify(value.fields)
  return heads.filter(({ fields }) => JSON.stringify(fields) !== said)
}
