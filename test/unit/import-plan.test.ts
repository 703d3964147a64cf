import { describe, expect, it } from 'vitest'
import { courierNamed } from '../../src/renderer/features/imports/import-plan'

const couriers = [
  { id: 'sf', nameZh: '顺丰速运', nameEn: 'SF Express' },
  { id: 'zto', nameZh: '中通快递', nameEn: 'ZTO Express' },
  { id: 'yto', nameZh: '圆通速递', nameEn: 'YTO Express' },
  { id: 'jt', nameZh: '极兔速递', nameEn: 'J&T Express' },
  { id: 'ems', nameZh: 'EMS', nameEn: 'EMS China' },
]

describe('import plan', () => {
  it.each([
    ['中通-2026-11.xlsx', 'zto'],
    ['2026年11月顺丰账单.csv', 'sf'],
    ['sf-571ABC-202611.csv', 'sf'],
    ['YTO_statement 10.xls', 'yto'],
    ['EMS202610.csv', 'ems'],
  ])('M1: %s is a statement of %s', (file, courier) => {
    expect(courierNamed(file, couriers)).toBe(courier)
  })

  it.each([['对账单.xlsx'], ['中通和圆通.xlsx'], ['transfer-2026.csv'], ['jtx.csv']])('M1: %s names no single courier, so nobody is proposed', (file) => {
    expect(courierNamed(file, couriers)).toBeNull()
  })
})
