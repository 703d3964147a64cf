import { joined, type Vector } from '../../domain/sync/vector'
import { lineText, type BodyLine, type KnowsLine } from './body-lines'

/** A line with the row of the change log that it came from. */
export interface LoggedLine {
  readonly seq: number
  readonly line: BodyLine
}

/** The lines of one segment, ready for `encodeSegment`. */
export interface Cut {
  readonly lines: readonly BodyLine[]
  readonly changes: number
  /** The last row of the change log that is in it. */
  readonly toChange: number
  /** What the writer knew after its last line: `start` of what is cut next. */
  readonly knows: Vector
}

/** Policy `segmentChanges` and `segmentBytes`. */
export interface CutLimits {
  readonly changes: number
  /** Of text, as UTF-8. A change that is larger alone gets a segment of its own. */
  readonly bytes: number
}

/** The first line of a segment of a writer with this vector; alone, the lines of an empty one (section 4). */
export const knowsLine = (vector: Vector): KnowsLine => ({ kind: 'knows', vector })

/**
 * Cuts lines of the change log into segments (docs/sync-format.md, section 4), in their order. Each begins with the whole vector, so that
 * it can be applied without the ones before. `start`: the vector at the first line, without the own stream. Lines that only say what is known
 * give no segment of their own, but go into the one that is open.
 */
export function* cutSegments(lines: Iterable<LoggedLine>, start: Vector, limits: CutLimits): Generator<Cut> {
  let knows = start
  let cut: BodyLine[] = [knowsLine(knows)]
  let changes = 0
  let bytes = sizeOf(knowsLine(knows))
  let toChange = 0
  for (const { seq, line } of lines) {
    const size = sizeOf(line)
    if (line.kind === 'knows') {
      knows = joined(knows, line.vector)
      const before = cut.at(-1)
      // Of several in a row only what they say together matters; so does a first line that is completed before any change.
      if (before?.kind === 'knows') cut[cut.length - 1] = knowsLine(joined(before.vector, line.vector))
      else cut.push(line)
      bytes += size
    } else {
      if (changes > 0 && (changes >= limits.changes || bytes + size > limits.bytes)) {
        yield { lines: cut, changes, toChange, knows }
        cut = [knowsLine(knows)]
        changes = 0
        bytes = sizeOf(knowsLine(knows))
      }
      cut.push(line)
      changes += 1
      bytes += size
    }
    toChange = seq
  }
  if (changes > 0) yield { lines: cut, changes, toChange, knows }
}

const sizeOf = (line: BodyLine): number => Buffer.byteLength(lineText(line)) + 1
