import { parseHlc } from './hlc'

/** Of each stream the stamp of the last change that is known (docs/sync-format.md, section 1). */
export type Vector = Readonly<Record<string, string>>

/** The stream that a stamp belongs to; '' for text that is no stamp, which no vector knows. */
export const streamOf = (stamp: string): string => parseHlc(stamp)?.deviceId ?? ''

/** Whether whoever knows `vector` knew the change with this stamp. Stamps of one stream only rise, so that the last one says it. */
export const covers = (vector: Vector, stamp: string): boolean => {
  const last = vector[streamOf(stamp)]
  return last !== undefined && last >= stamp
}

/** What either of two knows. */
export function joined(one: Vector, other: Vector): Vector {
  const both: Record<string, string> = { ...one }
  for (const [stream, stamp] of Object.entries(other)) if (stamp > (both[stream] ?? '')) both[stream] = stamp
  return both
}

/** Streams of which `need` knows more than `have`, with what is needed of them. */
export function missingFrom(have: Vector, need: Vector): Vector {
  return Object.fromEntries(Object.entries(need).filter(([stream, stamp]) => stamp > (have[stream] ?? '')))
}

/** The device of a stream: `<device>` in its first epoch, `<device>.<epoch>` later. */
export const deviceOf = (stream: string): string => stream.split('.', 1)[0] ?? stream

/** The epoch of a stream, from 1. */
export function epochOf(stream: string): number {
  const epoch = Number(stream.split('.')[1] ?? '1')
  return Number.isInteger(epoch) && epoch > 0 ? epoch : 1
}

/** The stream of a device in an epoch. */
export const streamFor = (device: string, epoch: number): string => (epoch === 1 ? device : `${device}.${epoch}`)
