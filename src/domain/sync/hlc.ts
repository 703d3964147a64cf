/**
 * Hybrid logical clock (spec S3): orders changes of several devices without trusting their clocks.
 * A stamp is text whose alphabetical order is its logical order: `<ms base36, 9>-<counter base36, 4>-<device id>`.
 */
export interface HlcState {
  readonly millis: number
  readonly counter: number
}

const MS_WIDTH = 9
const COUNTER_WIDTH = 4
const COUNTER_LIMIT = 36 ** COUNTER_WIDTH

/** The text of the last time that was formatted: a transaction stamps ten thousand rows within one. */
let lastMillis = { millis: 0, text: '0'.repeat(MS_WIDTH) }

/** Formats a clock state of a device as sortable text. */
export function formatHlc(state: HlcState, deviceId: string): string {
  if (state.millis !== lastMillis.millis) lastMillis = { millis: state.millis, text: state.millis.toString(36).padStart(MS_WIDTH, '0') }
  return `${lastMillis.text}-${state.counter.toString(36).padStart(COUNTER_WIDTH, '0')}-${deviceId}`
}

/** Reads a stamp back; null when the text is not one. */
export function parseHlc(text: string): (HlcState & { readonly deviceId: string }) | null {
  const match = /^([0-9a-z]{9})-([0-9a-z]{4})-(.+)$/.exec(text)
  if (match === null) return null
  const [, millis, counter, deviceId] = match
  if (millis === undefined || counter === undefined || deviceId === undefined) return null
  return { millis: Number.parseInt(millis, 36), counter: Number.parseInt(counter, 36), deviceId }
}

/**
 * The next state for a local change. Never goes back, also when the PC's clock was set back: then the counter rises, and when it
 * is used up the logical time moves one millisecond ahead of the last.
 */
export function tickHlc(last: HlcState, nowMs: number): HlcState {
  if (nowMs > last.millis) return { millis: nowMs, counter: 0 }
  if (last.counter + 1 < COUNTER_LIMIT) return { millis: last.millis, counter: last.counter + 1 }
  return { millis: last.millis + 1, counter: 0 }
}

/** The state after seeing another device's stamp; later local changes sort after it. */
export function receiveHlc(last: HlcState, remote: HlcState, nowMs: number): HlcState {
  const newest = remote.millis > last.millis || (remote.millis === last.millis && remote.counter > last.counter) ? remote : last
  return tickHlc(newest, nowMs)
}
