/** Repeatable chance: the same seed gives the same mutation on every machine. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** 0 to 1, 1 excluded (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number below `limit`; 0 when there is no room. */
  below(limit: number): number {
    return Math.floor(this.next() * Math.max(1, limit))
  }

  /** Mostly small, sometimes up to `limit`. */
  small(limit: number): number {
    return 1 + Math.floor(this.next() ** 3 * Math.max(0, limit - 1))
  }

  chance(part: number): boolean {
    return this.next() < part
  }

  pick<T>(from: readonly T[]): T {
    const item = from[this.below(from.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
}
