import { createRouterClient, ORPCError } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../../src/contract'
import { servedRouter } from '../../src/backend/rpc/served'
import { ACCESS } from '../../src/backend/rpc/rights'
import type { Host, PortSession } from '../../src/backend/rpc/context'
import { mayDo, ROLES, type Role } from '../../src/domain/identity/roles'
import { AppError } from '../../src/domain/errors'

/** Paths of every procedure in the contract, `feature.procedure`. */
function procedurePaths(): string[] {
  return Object.entries(contract).flatMap(([feature, procedures]) => Object.keys(procedures).map((name) => `${feature}.${name}`))
}

/** What a port serves, procedures that are built when they are called among it. */
const served = servedRouter()
const REACHED = 'reached the service'

/** A host behind which nothing lies: a call that passes the guard fails with REACHED, so that no data is needed to try every right. */
const host: Host = {
  kernel() {
    throw new AppError('BUSY', { why: REACHED })
  },
  state() {
    throw new AppError('BUSY', { why: REACHED })
  },
  create: () => Promise.reject(new AppError('BUSY', { why: REACHED })),
  open: () => Promise.reject(new AppError('BUSY', { why: REACHED })),
}

async function outcome(path: string, role: Role | null): Promise<string> {
  const session: PortSession = { actor: role === null ? null : { staffId: 's', name: 's', role } }
  const client = createRouterClient(served, { context: { host, session } }) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
  const [feature = '', name = ''] = path.split('.')
  try {
    const answer = await client[feature]?.[name]?.(VALID[path])
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) for await (const _ of answer as AsyncIterable<unknown>) break
    return 'reached'
  } catch (error) {
    if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return 'bad input'
    if (error instanceof ORPCError) {
      const { code, detail } = error.data as { code: string; detail: { why?: string } }
      return detail.why === REACHED ? 'reached' : code
    }
    throw error
  }
}

const case1 = { id: 'case-1' }
const templateDraft = { group: 'opening', titleZh: 'a', titleEn: 'a', bodyZh: 'a', bodyEn: 'a', kinds: [], step: null, tags: [], platforms: [], actions: null, imageId: null }
/** An input that the schema accepts, for every procedure that takes one. */
const VALID: Readonly<Record<string, unknown>> = {
  'session.setUp': { dataDir: '/tmp/x', shop: { name: 'a', platform: 'tmall' }, staff: { name: 'b' } },
  'session.setUpDemo': { dataDir: '/tmp/x' },
  'team.preview': { dataDir: '/tmp/x', settings: { kind: 'folder', path: '/tmp/y' }, passphrase: null },
  'team.join': { dataDir: '/tmp/x', settings: { kind: 'folder', path: '/tmp/y' }, passphrase: null, deviceName: '二号', vault: 'v' },
  'sync.check': { settings: { kind: 'folder', path: '/tmp/x' } },
  'sync.create': { settings: { kind: 'folder', path: '/tmp/x' }, vaultName: 'a', deviceName: 'b', passphrase: null },
  'sync.preview': { settings: { kind: 'folder', path: '/tmp/x' }, passphrase: null },
  'sync.join': { settings: { kind: 'folder', path: '/tmp/x' }, deviceName: 'b', passphrase: null, vault: 'v' },
  'sync.leave': {},
  'sync.changeStore': { settings: { kind: 'folder', path: '/tmp/x' } },
  'sync.admit': { deviceId: 'd', checkCode: '12345678', rights: 'work' },
  'sync.retire': { deviceId: 'd' },
  'sync.rename': { deviceId: 'd', name: 'a' },
  'syncConflicts.list': {},
  'syncConflicts.decide': { table: 'cases', row: 'a', group: 'memo', stamp: 's' },
  'syncConflicts.reviews': {},
  'syncConflicts.settle': { id: 'a', way: 'seen' },
  'presence.say': { caseId: null, doing: 'looking' },
  'session.open': { dataDir: '/tmp/x' },
  'session.signIn': { staffId: 's' },
  'masters.staffCreate': { name: 'a', role: 'agent' },
  'masters.staffSetPin': { staffId: 's', pin: null },
  'masters.staffUpdate': { id: 's', name: 'a', role: 'agent', staffNo: null, active: true },
  'masters.shopUpdate': { id: 's', name: 'a', timeZone: 'Asia/Shanghai', currency: 'CNY', returnName: null, returnPhone: null, returnAddress: null, note: null },
  'masters.courierSave': { id: null, nameZh: 'a', nameEn: 'a', aliases: [], holdDays: 3, claimWindowDays: 30, demands: [], contact: null, monthlyAccount: null, note: null, areas: [] },
  'masters.skus': {},
  'clocks.record': { ...case1, event: 'parcel-held' },
  'clocks.contactWays': case1,
  'clocks.contact': { ...case1, way: 'phone', outcome: 'reached' },
  'courierDesk.parcels': {},
  'courierDesk.ask': { parcels: [{ caseId: 'c', claimId: null, waybill: 'SF1' }], language: 'zh' },
  'courierDesk.read': { text: 'x' },
  'courierDesk.confirm': { answers: [{ waybill: 'SF1', said: 'x', claimId: null, caseId: 'c', verdict: 'none', grantedCents: null, reason: null, found: false, redeliverAt: null, trace: null, lastScan: null }] },
  'gauge.ebay': {},
  'masters.skuSave': { code: 'a', title: 'a', spec: null, barcode: null, supplier: null, weightGrams: null, packagingGrams: null, costCents: null, priceCents: null, note: null },
  'masters.skuRemove': { id: 'a' },
  'masters.buyers': {},
  'masters.buyerSave': { platform: 'tmall', nick: 'a', vipTier: null, difficult: false, marks: [], note: null },
  'masters.shopCreate': { name: 'a', platform: 'tmall' },
  'preferences.set': { key: 'a', value: 1 },
  'visits.sheet': { id: 'a' },
  'visits.print': { id: 'a', path: '/tmp/a.pdf', language: 'zh' },
  'finance.get': { id: 'a' },
  'finance.setPayee': { id: 'a', way: 'alipay' },
  'finance.explain': { id: 'a', reason: 'x' },
  'finance.batch': { ids: ['a'], way: 'alipay', path: '/tmp/x.csv', locale: 'zh' },
  'finance.batchFile': { batchNo: 'a', path: '/tmp/x.csv', locale: 'zh' },
  'finance.unmask': { id: 'a' },
  'quality.pareto': { locale: 'zh' },
  'quality.exportPareto': { locale: 'zh', path: '/tmp/x.xlsx' },
  'quality.sheet': { ids: ['a'], locale: 'zh', path: '/tmp/x.xlsx' },
  'quality.ofCase': { caseId: 'a' },
  'registers.list': { register: 'reviews' },
  'registers.counts': { register: 'reviews' },
  'registers.breakdown': { register: 'reviews', field: 'rating' },
  'registers.record': { register: 'reviews', id: 'a' },
  'registers.propose': { register: 'reviews' },
  'registers.create': { register: 'reviews', values: {} },
  'registers.feed': { register: 'visits' },
  'registers.edit': { register: 'reviews', id: 'a', values: {} },
  'registers.move': { register: 'reviews', ids: ['a'], move: 'ask' },
  'registers.undoMove': { register: 'reviews', ids: ['a'] },
  'registers.remove': { register: 'reviews', id: 'a' },
  'registers.restore': { register: 'reviews', id: 'a' },
  'registers.unmask': { register: 'reviews', id: 'a', field: 'alipay' },
  'registers.export': { register: 'reviews', path: '/tmp/a.xlsx', locale: 'zh' },
  'returns.lookup': { code: 'a' },
  'returns.file': { code: 'a', result: 'sellable', lines: [] },
  'returns.fileUnknown': { code: 'a' },
  'returns.undo': { entryId: 'a' },
  'returns.candidates': { entryId: 'a' },
  'returns.match': { entryId: 'a' },
  'returns.cards': { caseIds: ['a'], paper: 'A4', path: '/tmp/a.pdf', locale: 'zh' },
  'warehouseTasks.begin': { caseId: 'a' },
  'warehouseTasks.ask': { caseId: 'a', kind: 'reissue', goods: [], due: 1 },
  'warehouseTasks.pending': {},
  'warehouseTasks.export': { template: 'a', ids: ['a'], path: '/tmp/a.csv', locale: 'zh' },
  'warehouseTasks.readAnswer': { text: 'a' },
  'warehouseTasks.takeAnswer': { rows: [{ entryId: 'a', move: 'acknowledge' }] },
  'handover.board': {},
  'handover.make': {},
  'handover.leave': { what: 'a' },
  'routine.list': {},
  'routine.take': {},
  'routine.reply': { id: 'a', language: 'zh' },
  'cases.list': {},
  'cases.get': case1,
  'cases.create': { kind: 'lost' },
  'cases.update': { ...case1, patch: {} },
  'cases.setStatus': { ...case1, status: 'working' },
  'cases.assign': { ...case1, staffId: null },
  'cases.addNote': { ...case1, text: 'a' },
  'cases.logReply': { ...case1, text: 'a' },
  'cases.tickStep': { ...case1, stepId: 'a' },
  'cases.answer': { ...case1, question: 'a', value: 'b' },
  'cases.addOutOfArea': case1,
  'policies.get': { document: 'policy:clocks' },
  'policies.check': { document: 'policy:clocks', text: 'a' },
  'policies.phrases': { text: 'a' },
  'policies.withPhrase': { text: 'a', at: null, phrase: null },
  'policies.save': { document: 'policy:clocks', text: 'a', basedOn: null },
  'cases.logPicture': { ...case1, templateId: 't', photoId: 'p' },
  'templateLibrary.list': {},
  'templateLibrary.get': { id: 'a' },
  'templateLibrary.check': { draft: templateDraft },
  'templateLibrary.save': { id: null, layer: 'personal', draft: templateDraft, basedOn: null },
  'templateLibrary.hide': { id: 'a', layer: 'personal', hidden: true, basedOn: null },
  'templateLibrary.remove': { id: 'a', layer: 'personal', basedOn: null },
  'templateLibrary.restore': { rowId: 'a', version: 1, basedOn: null },
  'templateLibrary.adopt': { rowId: 'a', basedOn: null },
  'templateLibrary.usage': { id: 'a' },
  'templateLibrary.export': { path: '/tmp/a.json', scope: 'team', locale: 'zh' },
  'cases.templateFacts': { ...case1, language: 'zh' },
  'cases.intake': { text: 'a' },
  'buyers.profile': { caseId: 'a' },
  'cases.sheet': {},
  'cases.matching': {},
  'cases.bulkPreview': { ids: ['case-1'], action: { type: 'note', text: 'a' } },
  'cases.bulk': { ids: ['case-1'], action: { type: 'assign', staffId: null } },
  'cases.updateMany': { edits: [{ ...case1, patch: {} }] },
  'cases.undo': { changes: [{ caseId: 'case-1', eventId: 'e' }] },
  'cases.undoEvent': { ...case1, eventId: 'e' },
  'cases.undoStatus': { ...case1, eventId: 'e' },
  'savedViews.create': { name: 'a', filter: { view: 'open', sort: null, filter: {} } },
  'savedViews.update': { id: 'a', name: 'b' },
  'savedViews.move': { id: 'a', places: 1 },
  'savedViews.remove': { id: 'a' },
  'savedViews.restore': { id: 'a' },
  'monthClose.state': { month: '2026-10' },
  'monthClose.check': { month: '2026-10' },
  'monthClose.close': { month: '2026-10' },
  'monthClose.reopen': { month: '2026-10', reason: 'a' },
  'monthClose.makeReport': { month: '2026-10' },
  'monthClose.verify': { month: '2026-10' },
  'monthClose.saveCopy': { month: '2026-10', what: 'workbook', path: '/tmp/a.xlsx' },
  'monthClose.disputes': { month: '2026-10' },
  'monthClose.exportDispute': { month: '2026-10', courierId: 'sf', path: '/tmp/a.xlsx' },
  'monthClose.letters': { month: '2026-10' },
  'monthClose.makeLetter': { month: '2026-10', courierId: 'sf' },
  'monthClose.fileScan': { month: '2026-10', courierId: 'sf', path: '/tmp/a.pdf' },
  'orders.areaWarnings': { orderIds: ['a'] },
  'orders.find': { text: 'a' },
  'imports.preview': { path: 'a.csv', kind: 'orders' },
  'imports.orders': { path: 'a.csv' },
  'imports.statement': { path: 'a.csv', courierId: 'sf' },
  'imports.records': { path: 'a.csv', kind: 'skus' },
  'imports.findings': { batchId: 'b' },
  'imports.exportRejected': { batchId: 'b', path: '/tmp/a.xlsx', locale: 'zh' },
  'imports.batches': {},
  'photos.addFiles': { paths: ['a.jpg'] },
  'photos.addBytes': { name: 'a.jpg', bytes: new Uint8Array(1) },
  'photos.list': {},
  'photos.assign': { linkId: 'a', caseId: 'b' },
  'photos.locate': { linkId: 'a' },
  'gallery.outline': { filter: {}, sort: 'month' },
  'gallery.page': { filter: {}, sort: 'month', from: '[null,1,"a"]', limit: 10 },
  'gallery.facts': { linkId: 'a' },
  'gallery.setNote': { linkId: 'a', note: 'b' },
  'photoDrawing.source': { linkId: 'a' },
  'photoDrawing.save': { linkId: 'a', bytes: new Uint8Array(1) },
  'photoCare.binWarnings': { linkId: 'l' },
  'photoCare.bin': { linkId: 'l', reason: 'x' },
  'photoCare.restore': { linkId: 'l' },
  'photoCare.purge': { linkId: 'l' },
  'reading.turn': { on: true },
  'reading.hurry': { on: true },
  'reading.photo': { linkId: 'x' },
  'reading.picture': { bytes: new Uint8Array(1) },
  'photoCare.binList': { limit: 1 },
  'photoCare.adopt': { paths: ['/x'] },
  'photoCare.mend': { linkId: 'l' },
  'photoCare.bringBack': { paths: ['/x'] },
  'photoCare.samePictures': { limit: 1 },
  'hotFolders.add': { path: '/x', target: 'inbox', extensions: ['jpg'], takeExisting: false },
  'hotFolders.change': { id: 'f' },
  'hotFolders.remove': { id: 'f' },
  'hotFolders.refused': { id: 'f' },
  'hotFolders.retry': { id: 'f' },
  'hotFolders.attend': { caseId: null },
  'photoScans.look': { root: '/x' },
  'photoScans.start': { root: '/x', toInbox: [] },
  'photoScans.pause': { id: 's' },
  'photoScans.resume': { id: 's' },
  'photoScans.cancel': { id: 's' },
  'photoScans.errors': { id: 's' },
  'photoScans.exportErrors': { id: 's', path: '/x.csv', locale: 'zh' },
  'claims.create': { courierId: 'sf', waybill: 'SF1', reason: 'lost', goodsCents: 1 },
  'claims.list': {},
  'claims.get': { id: 'a' },
  'claims.setStatus': { id: 'a', status: 'granted' },
  'claims.record': { id: 'a' },
  'claims.update': { id: 'a', patch: { note: 'b' } },
  'claims.file': { id: 'a' },
  'claims.merge': { into: 'a', amounts: 'keep', from: { courierId: 'sf', waybill: 'SF1', reason: 'lost', goodsCents: 1 } },
  'claims.sums': {},
  'claims.export': { path: '/tmp/a.xlsx', locale: 'zh' },
  'appeals.export': { path: '/tmp/a.xlsx', locale: 'zh' },
  'claims.pack': { id: 'a', path: '/tmp/a.zip', language: 'zh' },
  'leaks.report': {},
  'wrongShipments.create': { error: 'wrong', expected: [], sent: [] },
  'wrongShipments.record': { id: 'a' },
  'wrongShipments.correct': { id: 'a', error: 'wrong', expected: [], sent: [] },
  'wrongShipments.undo': { id: 'a' },
  'wrongShipments.weigh': { id: 'a', weights: { warehouseGrams: null, courierGrams: null, buyerGrams: null, buyerBoxed: true, buyerPhoto: null, boxGrams: null } },
  'wrongShipments.savePicture': { id: 'a', path: '/tmp/a.png', bytes: new Uint8Array(1) },
  'wrongShipments.addFollowUp': { id: 'a', kind: 'delist' },
  'wrongShipments.editFollowUp': { id: 'a', followUp: 'b' },
  'wrongShipments.closeFollowUp': { id: 'a', followUp: 'b', state: 'done' },
  'wrongShipments.handOver': { id: 'a', followUp: 'b' },
  'wrongShipments.statistics': {},
  'wrongShipments.exportStatistics': { measure: 'cost', path: '/tmp/a.xlsx', locale: 'zh' },
  'appeals.list': {},
  'appeals.sums': {},
  'appeals.record': { id: 'a' },
  'appeals.propose': { type: 'goods', language: 'zh' },
  'appeals.create': { type: 'goods' },
  'appeals.update': { id: 'a', patch: { note: 'b' } },
  'appeals.setStatus': { id: 'a', status: 'submitted' },
  'appeals.remove': { id: 'a' },
  'appeals.pack': { id: 'a', path: '/tmp/a.zip', language: 'zh' },
  'reconcile.run': { month: '2026-11' },
  'reconcile.overview': { month: '2026-11' },
  'reconcile.lines': { month: '2026-11' },
  'reconcile.explain': { month: '2026-11' },
  'monthReview.state': { month: '2026-11' },
  'monthReview.board': { month: '2026-11' },
  'monthReview.decide': { month: '2026-11', decision: { kind: 'accept', claimId: 'c', lineIds: ['l'] } },
  'monthReview.undo': { decisionId: 'd' },
  'monthReview.note': { what: 'line', id: 'l', text: 'a' },
  'exports.run': { what: 'cases', path: '/tmp/a.xlsx' },
  'dashboard.read': {},
  'dashboard.export': { path: '/tmp/a.xlsx' },
  'kpi.read': { unit: 'week' },
  'kpi.behind': { unit: 'week', measure: 'opened', dimension: null, key: null },
  'kpi.mine': { unit: 'week' },
  'kpi.mineBehind': { unit: 'week', measure: 'opened' },
  'kpi.export': { unit: 'week', path: '/tmp/a.xlsx' },
  'payouts.ofCase': { caseId: 'c' },
  'payouts.ask': { caseId: 'c', type: 'compensation', amountCents: 1, issue: 'a' },
  'payouts.logRung': { caseId: 'c', step: 'advice' },
  'payouts.approveWithPin': { id: 'p', staffId: 's', pin: '1234' },
  'payouts.approve': { id: 'p' },
  'payouts.approveSpoken': { id: 'p', staffId: 's' },
  'payouts.confirm': { id: 'p' },
  'payouts.refuse': { id: 'p', reason: 'a' },
  'payouts.cancel': { id: 'p', reason: 'a' },
  'payouts.pay': { id: 'p' },
  'payouts.earlier': { buyerNick: 'a' },
  'promises.choices': { caseId: 'c' },
  'promises.make': { caseId: 'c', words: 'a', dueAt: 1 },
  'promises.end': { id: 'p', outcome: 'kept' },
  'promises.ofCase': { caseId: 'c' },
  'promises.open': {},
  'promises.report': { from: 0, to: 1 },
  'advice.freight': { caseId: 'c' },
  'advice.figures': { caseId: 'c' },
  'advice.memo': { caseId: 'c' },
  'health.backup': { path: '/tmp/a' },
}

describe('R3, decision 10: rights are enforced in the background process', () => {
  it('every procedure of the contract has its line in the table, and the table names nothing else', () => {
    expect(Object.keys(ACCESS).sort()).toEqual(procedurePaths().sort())
  })

  it.each(procedurePaths())('%s as every role, and signed out', async (path) => {
    const access = ACCESS[path] ?? 'anyone'
    for (const role of ROLES) {
      const allowed = access === 'anyone' || access === 'signed-in' || mayDo(role, access)
      expect(await outcome(path, role), `${path} as ${role}`).toBe(allowed ? 'reached' : 'FORBIDDEN')
    }
    expect(await outcome(path, null), `${path} signed out`).toBe(access === 'anyone' ? 'reached' : 'NOT_SIGNED_IN')
  })

  it('no procedure takes the actor or their role as an argument', () => {
    // The role of a person who is being hired or promoted is not the caller's own.
    const allowed = new Set(['masters.staffCreate.role', 'masters.staffUpdate.role'])
    const taken = procedurePaths().flatMap((path) => {
      const [feature = '', name = ''] = path.split('.')
      const procedures = contract as unknown as Record<string, Record<string, { '~orpc': { inputSchema?: z.ZodType } }>>
      const schema = procedures[feature]?.[name]?.['~orpc'].inputSchema
      const text = schema === undefined ? '' : JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))
      return ['actor', 'actorId', 'role', 'by', 'userId', 'session'].filter((field) => text.includes(`"${field}":`)).map((field) => `${path}.${field}`)
    })
    expect(taken.filter((one) => !allowed.has(one))).toEqual([])
    expect(taken).toContain('masters.staffCreate.role')
  })
})
