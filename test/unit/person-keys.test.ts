import { describe, expect, it } from 'vitest'
import { addressKey, phoneKey } from '../../src/domain/identity/keys'

describe('C11, O1: keys by which a person is met again', () => {
  it.each([
    ['13912345678', '13912345678'],
    ['+86 139-1234-5678', '13912345678'],
    ['+86 139 1234 5678', '13912345678'],
    ['008613912345678', '13912345678'],
    ['１３９１２３４５６７８', '13912345678'],
    ['+1 (415) 555-0100', '14155550100'],
    ['139****5678', null],
    ['13912345678-1234', null],
    ['13912345678转1234', null],
    ['$139$AbCdEf==$1$', null],
    ['', null],
    [null, null],
  ])('phone %s → %s', (given, key) => {
    expect(phoneKey(given)).toBe(key)
  })
  it.each([
    ['浙江省杭州市余杭区 文一西路 1 号', '浙江省杭州市余杭区文一西路1号'],
    ['浙江省杭州市余杭区，文一西路１号', '浙江省杭州市余杭区文一西路1号'],
    ['12 Baker Street, London', '12bakerstreetlondon'],
    ['浙江省杭州市***', null],
    ['杭州市', null],
    ['~AgAAAAKxYzQ0Zm9vYmFyYmF6cXV4~1~', null],
    [undefined, null],
  ])('address %s → %s', (given, key) => {
    expect(addressKey(given)).toBe(key)
  })
})
