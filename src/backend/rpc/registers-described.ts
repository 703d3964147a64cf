import { exportRegister } from '../services/register-export'
import * as access from '../services/register-access'
import * as entries from '../services/register-entries'
import * as lists from '../services/register-lists'
import { os, requireActor } from './base'

/** Registers that are described by data (spec section 8); rights are those of each description. */
export const describedRouter = {
  describe: os.registers.describe.handler(({ context }) => [...access.describeRegisters(context.host.kernel(), requireActor(context))]),
  list: os.registers.list.handler(({ context, input }) => lists.listEntries(context.host.kernel(), requireActor(context), input)),
  counts: os.registers.counts.handler(({ context, input }) => lists.countEntries(context.host.kernel(), requireActor(context), input)),
  breakdown: os.registers.breakdown.handler(({ context, input }) => lists.breakdown(context.host.kernel(), requireActor(context), input)),
  record: os.registers.record.handler(({ context, input }) => lists.entryRecord(context.host.kernel(), requireActor(context), input.register, input.id)),
  propose: os.registers.propose.handler(({ context, input }) => lists.proposeEntry(context.host.kernel(), requireActor(context), input.register, input.caseId ?? null)),
  create: os.registers.create.handler(({ context, input }) => entries.createEntry(context.host.kernel(), requireActor(context), input)),
  feed: os.registers.feed.handler(({ context, input }) => entries.feedRegister(context.host.kernel(), requireActor(context), input)),
  edit: os.registers.edit.handler(({ context, input }) => entries.editEntry(context.host.kernel(), requireActor(context), input)),
  move: os.registers.move.handler(({ context, input }) => entries.moveEntries(context.host.kernel(), requireActor(context), input)),
  undoMove: os.registers.undoMove.handler(({ context, input }) => entries.undoMoves(context.host.kernel(), requireActor(context), input)),
  remove: os.registers.remove.handler(({ context, input }) => entries.removeEntry(context.host.kernel(), requireActor(context), input)),
  restore: os.registers.restore.handler(({ context, input }) => entries.restoreEntry(context.host.kernel(), requireActor(context), input)),
  unmask: os.registers.unmask.handler(({ context, input }) => access.unmaskField(context.host.kernel(), requireActor(context), input)),
  export: os.registers.export.handler(({ context, input }) => exportRegister(context.host.kernel(), requireActor(context), input)),
}
