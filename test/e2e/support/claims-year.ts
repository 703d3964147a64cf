import { join } from 'node:path'
import type { FileHost } from '../../../src/backend/file-process/host'
import { openFolder } from '../../../src/backend/open-folder'
import { saveCourier } from '../../../src/backend/services/master-records'
import { runReconcile } from '../../../src/backend/services/reconcile'
import { found } from '../../../src/backend/services/setup'
import { addClaim, addLine } from '../../support/reconcile-month'
import { root, temporaryFolder } from './app'

/** Nothing here is read from files. */
const noFiles = new Proxy({} as FileHost, {
  get(_target, name) {
    throw new Error(`no file process here, but ${String(name)} was used`)
  },
})

const MONTHS = ['2026-07', '2026-08', '2026-09', '2026-10'] as const

/**
 * A shop with twenty couriers of the longest names, a claim of more than a million, a month in which couriers took back more than they
 * credited, and freight bills: what a dashboard must bear. Answers the data folder.
 */
export async function claimsYear(): Promise<string> {
  const dataDir = join(await temporaryFolder('claims-year'), 'data')
  const open = openFolder({ dataDir, purpose: 'create', resourcesDir: root, files: noFiles, now: () => Date.UTC(2026, 10, 21, 2) })
  const { kernel } = open
  const { staff } = await found(kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
  const actor = { staffId: staff.id, name: staff.name, role: staff.role }
  const test = { kernel, actor, clock: { now: 0 }, dataDir, open }
  const couriers = Array.from({ length: 20 }, (_, at) => {
    const name = `华东大区第${String(at + 1).padStart(2, '0')}号超长名称快递服务有限公司`
    return saveCourier(kernel, actor, { id: null, nameZh: name, nameEn: `Very Long Named Courier Company ${String(at + 1)} of the Eastern Region`, aliases: [], holdDays: 3, claimWindowDays: 30, demands: [], contact: null, monthlyAccount: null, note: null, areas: [] }).id
  })
  for (const [month, back] of MONTHS.map((name, at) => [name, MONTHS.length - at] as const)) {
    couriers.forEach((courierId, at) => {
      const waybill = `9${String(at).padStart(4, '0')}${month.replace('-', '')}01`
      const cents = at === 0 && back === 2 ? 123_456_789 : 4_000 + at * 1300 + back * 700
      addClaim(test, waybill, cents, { courierId, filedOn: `${month}-0${1 + (at % 9)}` })
      addLine(test, `8${waybill}`, -(450 + at * 15), { courierId, month, lineClass: 'freight' })
      addLine(test, `7${waybill}`, -(520 + at * 10), { courierId, month, lineClass: 'freight' })
      if (month === '2026-10') {
        // what September had credited is taken back
        addLine(test, `9${String(at).padStart(4, '0')}20260901`, -(4_000 + at * 1300 + 2 * 700), { courierId, month, lineClass: 'claw-back' })
      } else if (at % 4 !== 3 && cents < 1_000_000) addLine(test, waybill, at % 5 === 0 ? cents - 900 : cents, { courierId, month })
    })
    runReconcile(kernel, actor, { month })
  }
  open.close()
  return dataDir
}
