import type { PrintDocument } from '../../src/domain/print/document'
import { setClaimStatus } from '../../src/backend/services/claims'
import { foundFolder, type TestFolder } from './kernel'
import { addClaim, addLine } from './reconcile-month'

/** A printer that keeps what it was given, and fails when told to. */
export function recordingPrinter() {
  const printed: PrintDocument[] = []
  const state: { failure: Error | null } = { failure: null }
  return {
    printed,
    state,
    print: (document: PrintDocument): Promise<Uint8Array> => {
      if (state.failure !== null) return Promise.reject(state.failure)
      printed.push(document)
      return Promise.resolve(new TextEncoder().encode(`%PDF-1.4 ${printed.length} ${document.title}`))
    },
  }
}

/** October of two couriers: paid, short, over, granted, rejected, awaiting, a stranger's line, freight; an older claim open since August. */
export async function octoberToClose() {
  const printer = recordingPrinter()
  const test: TestFolder = await foundFolder({ printer: printer.print })
  const claims = {
    exact: addClaim(test, 'SF1000000000001', 8900, { freightCents: 1200 }),
    short: addClaim(test, 'SF1000000000002', 30_000),
    over: addClaim(test, 'SF1000000000003', 5000),
    granted: addClaim(test, 'SF1000000000004', 15_000, { workOrderNo: 'GD20261009004' }),
    rejected: addClaim(test, 'SF1000000000005', 3300),
    old: addClaim(test, 'SF1000000000006', 40_000, { filedOn: '2026-08-30' }),
    waiting: addClaim(test, 'YT1000000000007', 6600, { courierId: 'yto' }),
    ytoPaid: addClaim(test, 'YT1000000000008', 2500, { courierId: 'yto' }),
  }
  setClaimStatus(test.kernel, test.actor, claims.granted.id, { status: 'granted', grantedCents: 12_000, answer: '认赔120，电话13812345678' })
  setClaimStatus(test.kernel, test.actor, claims.rejected.id, { status: 'rejected', answer: '=包装不合格' })
  const lines = {
    exact: addLine(test, 'SF1000000000001', 10_100),
    short: addLine(test, 'SF1000000000002', 25_000),
    over: addLine(test, 'SF1000000000003', 5500),
    stranger: addLine(test, 'SF9999999999999', 777),
    freight: addLine(test, 'SF2000000000001', -150_000, { lineClass: 'freight' }),
    premium: addLine(test, 'SF2000000000001', -300, { lineClass: 'premium' }),
    other: addLine(test, null, -1000, { lineClass: 'other' }),
    yto: addLine(test, 'YT1000000000008', 2500, { courierId: 'yto' }),
  }
  return { test, printer, claims, lines }
}
