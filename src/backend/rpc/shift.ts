import * as checklist from '../services/checklist'
import * as handover from '../services/handover'
import * as routine from '../services/routine'
import { os, requireActor } from './base'

/** Night-shift handover (H1). */
export const handoverRouter = {
  board: os.handover.board.handler(({ context, input }) => handover.readBoard(context.host.kernel(), requireActor(context), input.day ?? null)),
  make: os.handover.make.handler(({ context, input }) => handover.makeBoard(context.host.kernel(), requireActor(context), input)),
  leave: os.handover.leave.handler(({ context, input }) => handover.leaveNote(context.host.kernel(), requireActor(context), input)),
  status: os.handover.status.handler(({ context }) => handover.boardStatus(context.host.kernel(), requireActor(context))),
}

/** Opening checklist (H2). */
export const checklistRouter = {
  today: os.checklist.today.handler(({ context }) => checklist.readChecklist(context.host.kernel(), requireActor(context))),
  make: os.checklist.make.handler(({ context }) => checklist.makeChecklist(context.host.kernel(), requireActor(context))),
}

/** Spare-time tasks (H3). */
export const routineRouter = {
  list: os.routine.list.handler(({ context, input }) => routine.listTasks(context.host.kernel(), requireActor(context), input)),
  take: os.routine.take.handler(({ context, input }) => routine.takeNext(context.host.kernel(), requireActor(context), input)),
  feed: os.routine.feed.handler(({ context }) => routine.feedNow(context.host.kernel(), requireActor(context))),
  reply: os.routine.reply.handler(({ context, input }) => routine.taskReply(context.host.kernel(), requireActor(context), input)),
}
