import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanAliases, kindedAliases } from '../../src/domain/claim/aliases'
import { claimAmount } from '../../src/domain/claim/amounts'
import { claimWaybillKeys, findDuplicateClaims } from '../../src/domain/claim/duplicates'
import { MERGE_AMOUNTS, mergeClaims, type MergeSide } from '../../src/domain/claim/merge'
import { packPhotos } from '../../src/domain/claim/pack'
import { CLAIM_STATUSES, isOpenClaim } from '../../src/domain/claim/status'
import { collisionKey, isSafeSegment } from '../../src/domain/photo/safe-name'
import { check } from '../support/properties'

const waybill = fc.constantFrom('SF1390027745711', 'sf1390027745711', ' SF1390027745999', 'YT8804411992031', 'JDV000012345678', '７３１２３４５６７８９０１２')
const words = fc.option(fc.constantFrom('外箱破', '少一件', 'GD1', '外箱破\n少一件'), { nil: null })
const cents = fc.integer({ min: 0, max: 1_000_000 })
const side: fc.Arbitrary<MergeSide> = fc.record({
  waybill, aliases: fc.array(waybill, { maxLength: 3 }), goodsCents: cents, freightCents: cents, otherCents: cents,
  products: fc.array(fc.record({ title: fc.constantFrom('杯', ' 杯', '碟'), sku: fc.constantFrom('A', null, undefined), quantity: fc.integer({ min: 0, max: 9 }) }), { maxLength: 4 }),
  demandsMet: fc.uniqueArray(fc.constantFrom('photos', 'weight', 'certificate')), note: words, workOrderNo: fc.option(fc.constantFrom('GD1', 'GD2'), { nil: null }), declaredCents: fc.option(cents, { nil: null }),
})

describe('L4: properties of two claims on one parcel', () => {
  it('L4: a merge loses no number, product, tick or word, and its amount is what was chosen', () => {
    check(fc.property(side, side, fc.constantFrom(...MERGE_AMOUNTS), (kept, added, amounts) => {
      const merged = mergeClaims(kept, added, amounts)
      const keys = claimWaybillKeys({ waybill: kept.waybill, aliases: merged.aliases })
      expect(keys).toEqual(expect.arrayContaining([...claimWaybillKeys(kept), ...claimWaybillKeys(added)]))
      expect(new Set(keys).size).toBe(1 + merged.aliases.length)
      expect(merged.demandsMet).toEqual(expect.arrayContaining([...kept.demandsMet, ...added.demandsMet]))
      for (const text of [kept.note, added.note, kept.workOrderNo, added.workOrderNo]) if (text !== null) expect(`${merged.note ?? ''}\n${merged.workOrderNo ?? ''}`).toContain(text)
      for (const { title, sku, quantity } of [...kept.products, ...added.products]) expect(merged.products.some((one) => one.title === title.trim() && one.sku === (sku ?? null) && one.quantity >= quantity)).toBe(true)
      const chosen = { keep: claimAmount(kept), replace: claimAmount(added), add: claimAmount(kept) + claimAmount(added) }[amounts]
      expect(merged.amountCents).toBe(chosen)
      expect(claimAmount(merged)).toBe(chosen)
    }))
  })

  it('L4: merging the same writing twice changes nothing the second time, unless amounts are added', () => {
    check(fc.property(side, side, fc.constantFrom('keep', 'replace'), (kept, added, amounts) => {
      const once = mergeClaims(kept, added, amounts)
      const twice = mergeClaims({ ...once, waybill: kept.waybill }, added, amounts)
      expect(twice).toEqual(once)
    }))
  })

  it('L4: the guard is silent only where no open or paid claim shares a number, and is symmetric', () => {
    const claim = fc.record({ id: fc.constantFrom('a', 'b'), counterparty: fc.constantFrom('courier', 'supplier'), counterpartyName: fc.constantFrom(null, '甲', ' 甲 ', '乙'), courierId: fc.constantFrom('sf', null), waybill, aliases: fc.array(waybill, { maxLength: 2 }), status: fc.constantFrom(...CLAIM_STATUSES) })
    check(fc.property(claim, claim, (one, other) => {
      fc.pre(one.id !== other.id)
      const shares = claimWaybillKeys(one).some((key) => claimWaybillKeys(other).includes(key))
      const counts = other.status === 'draft' || other.status === 'credited' || isOpenClaim(other.status)
      const found = findDuplicateClaims(one, [other])
      expect(found.length).toBe(shares && counts ? 1 : 0)
      const back = findDuplicateClaims({ ...other }, [{ ...one, status: other.status }])
      expect(back.map(({ kind }) => kind)).toEqual(found.map(({ kind }) => kind))
    }))
  })

  it('L1: aliases are each parcel number once, never the claim’s own, and the newest word of their kind counts', () => {
    check(fc.property(waybill, fc.array(waybill), fc.array(fc.dictionary(waybill, fc.constantFrom('return', 'child', 'nonsense'))), (own, aliases, said) => {
      const clean = cleanAliases(own, aliases)
      expect(cleanAliases(own, clean)).toEqual(clean)
      const keys = claimWaybillKeys({ waybill: own, aliases: clean })
      expect(keys.length).toBe(1 + clean.length)
      expect(kindedAliases(clean, said).map((one) => one.waybill)).toEqual(clean)
    }))
  })

  it('L3: names in a pack are safe and unique on every system, and say nothing that a person typed', () => {
    const photo = fc.record({ sha256: fc.string({ minLength: 1, maxLength: 3 }), format: fc.constantFrom('jpeg', 'pdf', 'mov', '../evil'), slot: fc.option(fc.constantFrom('outer-box', 'weighing', '../../etc', 'constructor'), { nil: null }) })
    check(fc.property(fc.array(photo, { maxLength: 120 }), fc.constantFrom('zh', 'en'), (photos, language) => {
      const packed = packPhotos(photos, language)
      expect(packed).toHaveLength(new Set(photos.map(({ sha256 }) => sha256)).size)
      expect(new Set(packed.map(({ name }) => collisionKey(name))).size).toBe(packed.length)
      for (const { name } of packed) {
        expect(isSafeSegment(name), name).toBe(true)
        expect(name).not.toContain('..')
      }
    }))
  })
})
