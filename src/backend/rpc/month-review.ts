import * as decisions from '../services/month-decisions'
import * as review from '../services/month-review'
import { os, requireActor } from './base'

export const monthReviewRouter = {
  state: os.monthReview.state.handler(({ context, input }) => review.monthStand(context.host.kernel(), input.month)),
  board: os.monthReview.board.handler(({ context, input }) => review.monthBoard(context.host.kernel(), input)),
  decide: os.monthReview.decide.handler(({ context, input }) => decisions.decide(context.host.kernel(), requireActor(context), input)),
  undo: os.monthReview.undo.handler(({ context, input }) => decisions.undo(context.host.kernel(), requireActor(context), input)),
  note: os.monthReview.note.handler(({ context, input }) => decisions.writeNote(context.host.kernel(), requireActor(context), input)),
}
