import type { BuyerMaster, Sku } from '../../contract/masters'
import { isIdOf, PLATFORMS } from '../../domain/case/lists'
import { AppError } from '../../domain/errors'
import * as masters from '../repositories/masters'
import * as skus from '../repositories/skus'
import type { Actor, Kernel } from './kernel'

/** The long masters (O2): goods and buyers, page by page. */

interface PageQuestion {
  readonly search?: string | null | undefined
  readonly cursor?: string | null | undefined
  readonly limit: number
}

function toSku({ id, code, title, spec, barcode, supplier, weightGrams, packagingGrams, costCents, priceCents, currency, note }: skus.SkuRow): Sku {
  return { id, code, title, spec, barcode, supplier, weightGrams, packagingGrams, costCents, priceCents, currency, note }
}

export function listSkus(kernel: Kernel, { search, cursor, limit }: PageQuestion): { rows: Sku[]; nextCursor: string | null } {
  const rows = skus.listSkus(kernel.read, search?.trim() ?? '', cursor ?? null, limit + 1).map(toSku)
  return { rows: rows.slice(0, limit), nextCursor: rows.length > limit ? (rows[limit - 1]?.code ?? null) : null }
}

/** Makes or changes a SKU; its code is its identity, so a removed one comes back under it. */
export function saveSku(kernel: Kernel, actor: Actor, input: Omit<Sku, 'id' | 'currency'>): Sku {
  const { code, ...rest } = input
  const id = `sku:${code}`
  return kernel.write(actor, { name: 'sku.save', subject: code }, (tx) => {
    if (skus.findSku(tx.db, id) === undefined) skus.insertSku(tx, { ...rest, id, code, currency: masters.listShops(tx.db)[0]?.currency ?? 'CNY', createdAt: tx.now })
    else {
      skus.restoreSku(tx, id)
      skus.updateSku(tx, id, rest)
    }
    const row = skus.findSku(tx.db, id)
    if (row === undefined) throw new AppError('NOT_FOUND', { what: 'sku', id })
    return toSku(row)
  })
}

/** Retires a SKU: it leaves the list, what names it stays. @throws AppError NOT_FOUND */
export function removeSku(kernel: Kernel, actor: Actor, id: string): { ok: true } {
  return kernel.write(actor, { name: 'sku.remove', subject: id }, (tx) => {
    if (!skus.removeSku(tx, id)) throw new AppError('NOT_FOUND', { what: 'sku', id })
    return { ok: true }
  })
}

type BuyerRow = NonNullable<ReturnType<typeof masters.findBuyer>>

function toBuyer({ id, platform, nick, vipTier, difficult, marks, note }: BuyerRow): BuyerMaster {
  return { id, platform, nick, vipTier, difficult, marks: marks ?? [], note }
}

/** A cursor is the last row's nick and platform; neither holds a line end. */
const SEPARATOR = '\n'

export function listBuyers(kernel: Kernel, { search, cursor, limit }: PageQuestion): { rows: BuyerMaster[]; nextCursor: string | null } {
  const [nick = '', platform = ''] = cursor?.split(SEPARATOR) ?? []
  const rows = masters.listBuyers(kernel.read, search?.trim() ?? '', cursor ? { nick, platform } : null, limit + 1).map(toBuyer)
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit), nextCursor: rows.length > limit && last ? `${last.nick}${SEPARATOR}${last.platform}` : null }
}

/** Makes or marks a buyer (V1: tier and marks; no health data). @throws AppError INVALID_INPUT for an unknown platform */
export function saveBuyer(kernel: Kernel, actor: Actor, input: Omit<BuyerMaster, 'id'>): BuyerMaster {
  const { platform, nick, vipTier, difficult, marks, note } = input
  if (!isIdOf(PLATFORMS, platform)) throw new AppError('INVALID_INPUT', { field: 'platform', value: platform })
  const id = `${platform}:${nick}`
  return kernel.write(actor, { name: 'buyer.save', subject: id }, (tx) => {
    const patch = { vipTier: vipTier || null, difficult, marks: marks.length === 0 ? null : marks, note: note || null }
    if (masters.findBuyer(tx.db, id) === undefined) masters.insertBuyer(tx, { id, platform, nick, ...patch, createdAt: tx.now })
    else masters.updateBuyer(tx, id, patch)
    const row = masters.findBuyer(tx.db, id)
    if (row === undefined) throw new AppError('NOT_FOUND', { what: 'buyer', id })
    return toBuyer(row)
  })
}
