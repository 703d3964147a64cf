import * as handover from '../services/handover'
import { os, requireActor } from './base'

/** Night-shift handover (H1). */
export const handoverRouter = {
  board: os.handover.board.handler(({ context, input }) => handover.readBoard(context.host.kernel(), requireActor(context), input.day ?? null)),
  make: os.handover.make.handler(({ context, input }) => handover.makeBoard(context.host.kernel(), requireActor(context), input)),
  leave: os.handover.leave.handler(({ context, input }) => handover.leaveNote(context.host.kernel(), requireActor(context), input)),
  status: os.handover.status.handler(({ context }) => handover.boardStatus(context.host.kernel(), requireActor(context))),
}
