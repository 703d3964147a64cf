import { caseFigures, freightAdvice, memoAdvice } from '../services/advice'
import * as steps from '../services/payout-steps'
import * as payouts from '../services/payouts'
import * as promises from '../services/promises'
import { os, requireActor } from './base'

export const payoutsRouter = {
  ofCase: os.payouts.ofCase.handler(({ context, input }) => payouts.casePayouts(context.host.kernel(), input.caseId)),
  ask: os.payouts.ask.handler(({ context, input }) => payouts.askPayout(context.host.kernel(), requireActor(context), input)),
  logRung: os.payouts.logRung.handler(({ context, input }) => payouts.logRung(context.host.kernel(), requireActor(context), input)),
  approveWithPin: os.payouts.approveWithPin.handler(({ context, input }) => steps.approveWithPin(context.host.kernel(), requireActor(context), input)),
  approve: os.payouts.approve.handler(({ context, input }) => steps.approvePayout(context.host.kernel(), requireActor(context), input)),
  approveSpoken: os.payouts.approveSpoken.handler(({ context, input }) => steps.approveSpoken(context.host.kernel(), requireActor(context), input)),
  confirm: os.payouts.confirm.handler(({ context, input }) => steps.confirmSpoken(context.host.kernel(), requireActor(context), input)),
  refuse: os.payouts.refuse.handler(({ context, input }) => steps.refusePayout(context.host.kernel(), requireActor(context), input)),
  cancel: os.payouts.cancel.handler(({ context, input }) => steps.cancelPayout(context.host.kernel(), requireActor(context), input)),
  pay: os.payouts.pay.handler(({ context, input }) => steps.payPayout(context.host.kernel(), requireActor(context), input)),
  waiting: os.payouts.waiting.handler(({ context }) => payouts.waitingPayouts(context.host.kernel())),
  earlier: os.payouts.earlier.handler(({ context, input }) => payouts.earlierPayouts(context.host.kernel(), input)),
}

export const promisesRouter = {
  choices: os.promises.choices.handler(({ context, input }) => promises.promiseChoices(context.host.kernel(), input.caseId)),
  make: os.promises.make.handler(({ context, input }) => promises.makePromise(context.host.kernel(), requireActor(context), input)),
  end: os.promises.end.handler(({ context, input }) => promises.endPromise(context.host.kernel(), requireActor(context), input)),
  ofCase: os.promises.ofCase.handler(({ context, input }) => promises.promisesOfCase(context.host.kernel(), input.caseId)),
  open: os.promises.open.handler(({ context, input }) => promises.openPromises(context.host.kernel(), input)),
  report: os.promises.report.handler(({ context, input }) => promises.reportPromises(context.host.kernel(), input)),
}

export const adviceRouter = {
  freight: os.advice.freight.handler(({ context, input }) => freightAdvice(context.host.kernel(), input)),
  figures: os.advice.figures.handler(({ context, input }) => caseFigures(context.host.kernel(), input.caseId)),
  memo: os.advice.memo.handler(({ context, input }) => memoAdvice(context.host.kernel(), requireActor(context), input)),
}
