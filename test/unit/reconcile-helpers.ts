import type { ReconcileClaim, ReconcileInput, ReconcileLine, ReconcileResult } from '../../src/domain/reconcile/types'
import { matchesToStore, reconcile } from '../../src/domain/reconcile/reconcile'

let serial = 0

export function claimOf(over: Partial<ReconcileClaim> = {}): ReconcileClaim {
  serial += 1
  const id = over.id ?? `claim-${serial}`
  const amountCents = over.amountCents ?? 30_000
  return {
    id,
    claimNo: `K${id}`,
    courierId: 'sf',
    waybill: 'SF1000000000001',
    aliases: [],
    workOrderNo: null,
    amountCents,
    goodsCents: amountCents,
    freightCents: 0,
    grantedCents: null,
    status: 'filed',
    filedOn: '2026-10-12',
    endedOn: null,
    ...over,
  }
}

export function lineOf(amountCents: number, over: Partial<ReconcileLine> = {}): ReconcileLine {
  serial += 1
  return {
    id: `line-${serial}`,
    row: serial,
    courierId: 'sf',
    waybill: 'SF1000000000001',
    waybillDamaged: false,
    workOrderNo: null,
    amountCents,
    lineClass: amountCents < 0 ? 'claw-back' : 'claim-credit',
    ...over,
  }
}

export function run(claims: readonly ReconcileClaim[], lines: readonly ReconcileLine[], over: Partial<ReconcileInput> = {}): ReconcileResult {
  return reconcile({ month: '2026-10', claims, lines, prefixes: { sf: ['SF'] }, ...over })
}

export { matchesToStore }
