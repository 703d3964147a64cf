import type { Random } from '../../../src/domain/demo/random'
import { synced } from '../../../src/backend/db/synced-tables'
import { addNote, createCase, setStatus, updateCase } from '../../../src/backend/services/case-write'
import { createClaim } from '../../../src/backend/services/claims'
import { makePromise } from '../../../src/backend/services/promises'
import { SYSTEM } from '../../../src/backend/services/setup'
import { createWrongShipment } from '../../../src/backend/services/wrong-shipments'
import type { SimDevice } from './device'
import { isNewIn } from './old-program'

interface Edit {
  readonly name: string
  readonly weight: number
  /** Gives a number that people say. */
  readonly numbers?: true
  /** Writes what an older program has not got. */
  readonly isNew?: true
  readonly run: (device: SimDevice, random: Random) => string
}

const NICKS = ['云间客', '小满', '阿青', '半夏'] as const
const WORDS = ['杯口有缺', '少发一件', '外箱破了', '要求补发', '已签收'] as const

function pick(device: SimDevice, random: Random, sql: string): string | null {
  const ids = device.kernel.db.readable.prepare<[], { id: string }>(sql).all()
  return ids.length === 0 ? null : (ids[random.int(0, ids.length - 1)]?.id ?? null)
}
const anyCase = (device: SimDevice, random: Random): string | null => pick(device, random, 'SELECT id FROM cases WHERE deleted_at IS NULL ORDER BY id')
const NOTHING = 'nothing to edit'

function patchCase(device: SimDevice, random: Random, patch: Parameters<typeof updateCase>[3]): string {
  const id = anyCase(device, random)
  if (id === null) return NOTHING
  updateCase(device.kernel, device.actor, id, patch)
  return `${id} ${JSON.stringify(patch)}`
}

const EDITS: readonly Edit[] = [
  {
    name: 'case', weight: 4, numbers: true,
    run: (device, random) => createCase(device.kernel, device.actor, { kind: random.pick(['damaged', 'lost', 'other']), buyerNick: random.pick(NICKS), note: random.pick(WORDS) }).caseNo,
  },
  { name: 'money', weight: 4, run: (device, random) => patchCase(device, random, { amountCents: random.int(1, 90) * 100 }) },
  { name: 'memo', weight: 4, run: (device, random) => patchCase(device, random, { memo: random.pick(WORDS), flag: random.int(1, 5) }) },
  { name: 'what', weight: 3, run: (device, random) => patchCase(device, random, { summary: `${random.pick(WORDS)}${random.int(1, 99)}`, waybills: [`SF${random.int(100, 999)}`] }) },
  {
    name: 'status', weight: 3,
    run(device, random) {
      const id = anyCase(device, random)
      if (id === null) return NOTHING
      const status = random.pick(['working', 'waiting-buyer', 'waiting-courier'])
      setStatus(device.kernel, device.actor, id, { status, nextAction: random.pick(WORDS), nextActionAt: device.kernel.now() + 3_600_000 })
      return `${id} ${status}`
    },
  },
  {
    name: 'owner', weight: 2,
    run(device, random) {
      const id = anyCase(device, random)
      if (id === null) return NOTHING
      const owner = pick(device, random, 'SELECT id FROM staff ORDER BY id')
      device.kernel.write(device.actor, { name: 'case.assign', subject: id }, (tx) => tx.update(synced.cases, id, { assigneeId: owner }))
      return `${id} ${owner ?? ''}`
    },
  },
  {
    name: 'note', weight: 2,
    run(device, random) {
      const id = anyCase(device, random)
      if (id === null) return NOTHING
      addNote(device.kernel, device.actor, id, random.pick(WORDS))
      return id
    },
  },
  {
    name: 'claim', weight: 1, numbers: true,
    run: (device, random) =>
      createClaim(device.kernel, device.actor, {
        counterparty: 'courier', courierId: 'sf', waybill: `SF${random.int(1000, 9999)}`, aliases: [], reason: 'damaged', goodsCents: 1000, freightCents: 0, otherCents: 0,
      }).claimNo,
  },
  {
    name: 'wrong shipment', weight: 2, numbers: true, isNew: true,
    run: (device, random) =>
      createWrongShipment(device.kernel, device.actor, { error: 'wrong', expected: [{ title: '杯', sku: null, quantity: 1 }], sent: [{ title: '盘', sku: null, quantity: random.int(1, 3) }], costCents: 0, goodsBack: false }).entryNo,
  },
  {
    name: 'wrong shipment note', weight: 2, isNew: true,
    run(device, random) {
      const id = pick(device, random, 'SELECT id FROM wrong_shipment ORDER BY id')
      if (id === null) return NOTHING
      device.kernel.write(device.actor, { name: 'wrong-shipment.correct', subject: id }, (tx) => tx.update(synced.wrongShipment, id, { note: `${random.pick(WORDS)}${random.int(1, 99)}` }))
      return id
    },
  },
  {
    name: 'promise', weight: 2, isNew: true,
    run(device, random) {
      const id = anyCase(device, random)
      if (id === null) return NOTHING
      makePromise(device.kernel, device.actor, { caseId: id, words: random.pick(WORDS), dueAt: device.kernel.now() + 86_400_000, source: 'hand' })
      return id
    },
  },
  {
    name: 'promise ended', weight: 2, isNew: true,
    run(device, random) {
      const id = pick(device, random, 'SELECT id FROM promise ORDER BY id')
      if (id === null) return NOTHING
      device.kernel.write(device.actor, { name: 'promise.end', subject: id }, (tx) => tx.update(synced.promise, id, { state: random.pick(['kept', 'broken']), endedAt: tx.now, endedBy: tx.actorId, outcomeNote: random.pick(WORDS) }))
      return id
    },
  },
  {
    name: 'orders', weight: 3,
    run(device, random) {
      // what an import of the same file writes on several PCs: natural ids, later files say more
      const numbers = Array.from({ length: random.int(1, 3) }, () => random.int(1, 6))
      device.kernel.write(SYSTEM, { name: 'import.orders', bulk: true }, (tx) => {
        for (const number of numbers) {
          tx.put(synced.order, {
            id: `tmall:${number}`, platform: 'tmall', shopId: 'shop', number: String(number), buyerId: null, buyerNick: random.pick(NICKS), status: random.pick(['paid', 'shipped', 'done']), rawStatus: null, paidCents: random.int(1, 5) * 100,
            goodsCents: null, postageCents: null, refundCents: null, currency: 'CNY', createdAt: null, paidAt: null, shippedAt: null, receiverName: null, phone: null, address: null, buyerNote: null, sellerMemo: random.pick(WORDS), flag: null, items: [], importedAt: 1,
          })
        }
      })
      return numbers.join(' ')
    },
  },
  {
    name: 'delete', weight: 2,
    run(device, random) {
      const id = pick(device, random, 'SELECT id FROM cases ORDER BY id')
      if (id === null) return NOTHING
      const isBack = random.chance(0.5)
      device.kernel.write(device.actor, { name: 'case.delete', subject: id }, (tx) => (isBack ? tx.restore(synced.cases, id) : tx.softDelete(synced.cases, id)))
      return `${id} ${isBack ? 'back' : 'deleted'}`
    },
  },
  {
    name: 'photo', weight: 2,
    run(device, random) {
      // one picture on several PCs has one id: its content
      const id = `photo${random.int(1, 4)}`.padEnd(64, '0')
      const link = `link-${id.slice(0, 6)}-${random.int(1, 2)}`
      const place = anyCase(device, random)
      device.kernel.write(device.actor, { name: 'photo.file' }, (tx) => {
        tx.put(synced.photo, { id, format: 'jpeg', bytes: 1, width: null, height: null, hasThumb: false, addedAt: 1, looks: null, words: random.pick(WORDS), storedAs: null })
        tx.put(synced.photoLink, { id: link, photoId: id, archivedAs: `a/${random.int(1, 9)}.jpg`, originalName: null, buyerNick: null, orderNo: null, addedAt: 1, addedBy: tx.actorId, caseId: place, slot: null, originalAt: null, source: null, derivedFrom: null, note: random.pick(WORDS), binnedAt: null, binnedBy: null, binReason: null })
      })
      return link
    },
  },
  {
    name: 'decide', weight: 4,
    run(device, random) {
      const heads = device.kernel.db.readable.prepare<[], { table_name: string; row_id: string; field_group: string; fields: string }>('SELECT table_name, row_id, field_group, fields FROM sync_head ORDER BY table_name, row_id, field_group, hlc').all().filter(({ table_name: table, field_group: group }) => !device.isOld || !isNewIn(table, group))
      const head = heads[heads.length === 0 ? 0 : random.int(0, heads.length - 1)]
      if (head === undefined) return NOTHING
      const { table_name: table, row_id: row, field_group: group } = head
      device.kernel.write(device.actor, { name: 'sync.decide', subject: row }, (tx) => tx.sync.resolve(table, row, group, JSON.parse(head.fields) as Record<string, string | number | null>))
      return `${table} ${row} ${group}`
    },
  },
]

/** One edit of a person, an import or a machine on a device. Answers what was done, in a few words. */
export function edit(device: SimDevice, random: Random, mayNumber: boolean): string {
  const able = EDITS.filter(({ numbers, isNew }) => (numbers !== true || mayNumber) && (isNew !== true || !device.isOld))
  const chosen = random.weighted(able.map((one) => [one, one.weight] as const))
  return `${chosen.name}: ${chosen.run(device, random)}`
}
