import * as words from '../services/photo-words'
import { os, requireActor } from './base'

/** Text in pictures, read on this PC (A7, C11). */
export const readingRouter = {
  state: os.reading.state.handler(({ context }) => words.readingState(context.host.kernel())),
  turn: os.reading.turn.handler(({ context, input }) => words.turnReading(context.host.kernel(), requireActor(context), input.on)),
  hurry: os.reading.hurry.handler(({ context, input }) => words.hurryReading(context.host.kernel(), input.on)),
  retry: os.reading.retry.handler(({ context }) => words.retryReading(context.host.kernel(), requireActor(context))),
  photo: os.reading.photo.handler(({ context, input, signal }) => words.readPhoto(context.host.kernel(), requireActor(context), input.linkId, signal)),
  picture: os.reading.picture.handler(async ({ context, input, signal }) => {
    const bytes = input.bytes instanceof Uint8Array ? input.bytes : new Uint8Array(await input.bytes.arrayBuffer())
    return words.readPicture(context.host.kernel(), bytes, signal)
  }),
}
