import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHlc } from '../../src/domain/sync/hlc'
import { joinHeads, mergeVersion, type Version } from '../../src/domain/sync/merge'
import { covers, joined, missingFrom, streamOf, type Vector } from '../../src/domain/sync/vector'

/** A version of one group as it travels: what its writer knew, without its own stream. */
interface Sent {
  readonly version: Version<string>
  readonly knows: Vector
}

const STREAMS = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb', 'cccccccccccccccc', 'aaaaaaaaaaaaaaaa.2'] as const

/** What happens on four devices that edit one group and read each other: each entry is a device, and whom it reads before it writes. */
const history = fc.array(fc.record({ writer: fc.nat(3), reads: fc.nat(15) }), { minLength: 1, maxLength: 12 })

function play(steps: readonly { writer: number; reads: number }[]): Sent[] {
  const sent: Sent[] = []
  const vectors: Vector[] = STREAMS.map(() => ({}))
  steps.forEach(({ writer, reads }, at) => {
    STREAMS.forEach((_, other) => {
      if (((reads >> other) & 1) === 1) vectors[writer] = joined(vectors[writer] ?? {}, vectors[other] ?? {})
    })
    const stream = STREAMS[writer] ?? STREAMS[0]
    const stamp = formatHlc({ millis: 1_000 + at, counter: 0 }, stream)
    const knows = Object.fromEntries(Object.entries(vectors[writer] ?? {}).filter(([of]) => of !== stream))
    sent.push({ version: { stamp, fields: `value ${at}` }, knows })
    vectors[writer] = joined(vectors[writer] ?? {}, { [stream]: stamp })
  })
  return sent
}

/** An order in which every version comes after what its writer knew, chosen by numbers. */
function causalOrder(sent: readonly Sent[], choices: readonly number[]): Sent[] {
  const left = [...sent]
  const done: Sent[] = []
  let have: Vector = {}
  const isFirst = (one: Sent): boolean => left.every(({ version }) => version === one.version || streamOf(version.stamp) !== streamOf(one.version.stamp) || version.stamp > one.version.stamp)
  while (left.length > 0) {
    const ready = left.filter((one) => isFirst(one) && Object.keys(missingFrom(have, one.knows)).length === 0)
    const next = ready[(choices[done.length] ?? 0) % ready.length]
    if (next === undefined) throw new Error('no version can come next')
    left.splice(left.indexOf(next), 1)
    done.push(next)
    have = joined(have, { [streamOf(next.version.stamp)]: next.version.stamp })
  }
  return done
}

const applied = (sent: readonly Sent[], from: readonly Version<string>[] = []): readonly Version<string>[] => sent.reduce<readonly Version<string>[]>((heads, { version, knows }) => mergeVersion(heads, version, knows).heads, from)
const vectorOf = (sent: readonly Sent[]): Vector => sent.reduce<Vector>((vector, { version: { stamp } }) => joined(vector, { [streamOf(stamp)]: stamp }), {})
const choices = fc.array(fc.nat(20), { minLength: 12, maxLength: 12 })

describe('merging versions', () => {
  it('S3: the same versions give the same heads in any causal order, and nobody who was not known is dropped', () => {
    fc.assert(
      fc.property(history, choices, choices, (steps, one, other) => {
        const sent = play(steps)
        const heads = applied(causalOrder(sent, one))
        expect(applied(causalOrder(sent, other))).toEqual(heads)
        const unknown = sent.filter((a) => !sent.some((b) => b !== a && (streamOf(b.version.stamp) === streamOf(a.version.stamp) ? b.version.stamp > a.version.stamp : covers(b.knows, a.version.stamp))))
        expect(heads.map(({ stamp }) => stamp)).toEqual(unknown.map(({ version }) => version.stamp).sort().reverse())
      }),
    )
  })

  it('S3: the head with the largest stamp is the value, and a version that comes twice changes nothing', () => {
    fc.assert(
      fc.property(history, choices, (steps, order) => {
        const sent = causalOrder(play(steps), order)
        const heads = applied(sent)
        expect(heads[0]?.stamp).toBe(sent.map(({ version }) => version.stamp).sort().at(-1))
        const last = sent.at(-1)
        if (last !== undefined) expect(mergeVersion(heads, last.version, last.knows).heads).toEqual(heads)
      }),
    )
  })

  it('S2: joining what two devices have gives what reading all their segments would', () => {
    fc.assert(
      fc.property(history, choices, choices, fc.nat(12), fc.nat(12), (steps, one, other, mine, theirs) => {
        const sent = play(steps)
        const ours = causalOrder(sent, one).slice(0, mine)
        const yours = causalOrder(sent, other).slice(0, theirs)
        const both = causalOrder(sent, one).filter((version) => ours.includes(version) || yours.includes(version))
        const result = joinHeads(applied(ours), vectorOf(ours), applied(yours), vectorOf(yours))
        expect(result).toEqual(applied(both))
        expect(joinHeads(applied(yours), vectorOf(yours), applied(ours), vectorOf(ours))).toEqual(result)
        expect(joinHeads(result, joined(vectorOf(ours), vectorOf(yours)), applied(yours), vectorOf(yours))).toEqual(result)
      }),
    )
  })

  it('S3: what two vectors know together is what either knows, in any order', () => {
    const vector = fc.dictionary(fc.constantFrom(...STREAMS), fc.nat(50)).map((of) => Object.fromEntries(Object.entries(of).map(([stream, n]) => [stream, formatHlc({ millis: n, counter: 0 }, stream)])))
    fc.assert(
      fc.property(vector, vector, (one, other) => {
        const both = joined(one, other)
        expect(both).toEqual(joined(other, one))
        expect(joined(both, one)).toEqual(both)
        expect(missingFrom(both, one)).toEqual({})
        expect(joined(one, missingFrom(one, other))).toEqual(both)
      }),
    )
  })
})
