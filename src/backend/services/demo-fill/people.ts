import type { Shop, Staff } from '../../../contract/session'
import type { PlatformId } from '../../../domain/case/lists'
import { demoBuyers, pickBuyer, type DemoBuyer } from '../../../domain/demo/buyers'
import type { Random, Weighted } from '../../../domain/demo/random'
import { DEMO_SHOPS, staffName, staffRoles } from '../../../domain/demo/shops'
import type { WriteTx } from '../../db/write'
import * as masters from '../../repositories/masters'
import type { Kernel } from '../kernel'
import { insertShop, insertStaff, listShops, listStaff } from '../masters'
import { SYSTEM } from '../setup'

const STAFF = 50
const MOST_BUYERS = 200_000

/** Who the demo's cases are about and who works on them. */
export interface DemoPeople {
  readonly shops: readonly Shop[]
  /** The person who founded the folder: a good part of the open cases is theirs. */
  readonly first: Staff
  pickStaff(random: Random): Staff
  /** A buyer with the shop they buy at; the row is written when they come first. */
  takeBuyer(tx: WriteTx, random: Random): { readonly buyer: DemoBuyer; readonly buyerId: string; readonly shop: Shop }
}

/** Tops shops up to twelve and staff to fifty; those who are there already stay. */
function fillMasters(kernel: Kernel): void {
  kernel.write(SYSTEM, { name: 'demo.masters' }, (tx) => {
    const shops = listShops(kernel)
    for (const shop of DEMO_SHOPS.slice(shops.length)) {
      if (!shops.some((known) => known.name === shop.name)) insertShop(tx, { name: shop.name, platform: shop.platform })
    }
    const staff = listStaff(kernel)
    const roles = staffRoles(STAFF)
    for (let n = staff.length; n < STAFF; n += 1) {
      const name = staffName(n)
      if (!staff.some((known) => known.name === name)) insertStaff(tx, { name, role: roles[n] ?? 'agent', pinHash: null })
    }
  })
}

export function createPeople(kernel: Kernel, seed: number, cases: number): DemoPeople {
  fillMasters(kernel)
  const shops = listShops(kernel)
  const staff = listStaff(kernel).filter((one) => one.active)
  const [first] = staff
  const [firstShop] = shops
  if (first === undefined || firstShop === undefined) throw new Error('a founded data folder has a shop and a staff member')
  const agents = staff.filter((one) => one.role === 'agent' || one.role === 'assistant' || one.id === first.id)

  const buyers = demoBuyers(seed, Math.max(50, Math.min(MOST_BUYERS, Math.ceil(cases * 0.6))))
  const written = new Uint8Array(buyers.length)
  const shares: readonly Weighted<Shop>[] = shops.map((shop, index) => [shop, DEMO_SHOPS[index]?.share ?? 1])
  const homes: Shop[] = []

  return {
    shops,
    first,
    pickStaff: (random) => agents[random.int(0, agents.length - 1)] ?? first,
    takeBuyer(tx, random) {
      const n = pickBuyer(random, buyers.length)
      const buyer = buyers[n]
      if (buyer === undefined) throw new RangeError(`there is no buyer ${n}`)
      const shop = (homes[n] ??= random.weighted(shares))
      const buyerId = `${shop.platform}:${buyer.nick}`
      if (written[n] === 0) {
        written[n] = 1
        masters.putBuyer(tx, { id: buyerId, platform: shop.platform, ...buyer, createdAt: tx.now })
      }
      return { buyer, buyerId, shop }
    },
  }
}

export const platformOf = (shop: Shop): PlatformId => shop.platform as PlatformId
