import { describe, expect, it } from 'vitest'
import { clockTone, formatBytes, formatCents, formatMoment, formatRemaining, parseMoney, shortenId, SOON_MS } from '../../src/renderer/ui/format'
import { fittingColumns, leastWidth } from '../../src/renderer/ui/grid'

describe('typed amounts', () => {
  it('C2: takes what people type and paste', () => {
    expect(['89', '89.', '89.5', '89.05', '1,234,567.89', '¥89.00', '８９．５０', '.5', '(12.00)', '−12'].map(parseMoney)).toEqual([
      8900, 8900, 8950, 8905, 123456789, 8900, 8950, 50, -1200, -1200,
    ])
  })

  it('C2: refuses what it would have to guess or round', () => {
    expect(['', '.', '8.999', '1,23', '12,34,567', '1e3', '八十', '--5', '(-5)', '99999999999999999'].map(parseMoney)).toEqual(new Array(10).fill(null))
  })

  it('C2: what is shown is read back as the same cents', () => {
    for (const cents of [0, 1, 99, 100, 12345, 123456789, -5, -123456]) expect(parseMoney(formatCents(cents))).toBe(cents)
  })
})

describe('clocks in words', () => {
  it('C4: shows minutes, hours, days, and a true minus when late', () => {
    expect(formatRemaining(260_000)).toBe('04:20')
    expect(formatRemaining(-192_000)).toBe('−03:12')
    expect(formatRemaining(148_810_000)).toBe('41:20:10')
    expect(formatRemaining(6 * 86_400_000 + 4 * 3_600_000)).toBe('6d 04h')
  })

  it('C4: is late only after the moment, soon inside the margin, calm without a deadline', () => {
    expect([-1, 0, SOON_MS, SOON_MS + 1, null].map((ms) => clockTone(ms))).toEqual(['late', 'soon', 'soon', 'calm', 'calm'])
    expect(clockTone(10_000, 5_000)).toBe('calm')
  })

  it('C5: a moment is as short as it can be told apart', () => {
    const now = Date.UTC(2026, 10, 22, 8, 0)
    expect(formatMoment(Date.UTC(2026, 10, 22, 2, 21), now, 'Asia/Shanghai')).toBe('10:21')
    expect(formatMoment(Date.UTC(2026, 10, 20, 7, 2), now, 'Asia/Shanghai')).toBe('11-20 15:02')
    expect(formatMoment(Date.UTC(2025, 10, 20, 7, 2), now, 'Asia/Shanghai')).toBe('2025-11-20 15:02')
  })

  it('U2: long ids keep head and tail, short ones stay whole', () => {
    expect(shortenId('SF1204880147123')).toBe('SF1204…7123')
    expect(shortenId('SF12048801')).toBe('SF12048801')
    expect([500, 1536, 12 * 1024 * 1024].map(formatBytes)).toEqual(['500 B', '1.5 KB', '12 MB'])
  })
})

describe('the columns of a grid', () => {
  const columns = [
    { key: 'no', title: '', width: '124px' },
    { key: 'state', title: '', width: '96px' },
    { key: 'order', title: '', width: 'minmax(160px, 1fr)', minWidth: 160 },
    { key: 'rating', title: '', width: '96px' },
    { key: 'due', title: '', width: '168px' },
  ]
  const kept = (space: number): string[] => fittingColumns(columns, space).map(({ key }) => key)

  it('U1: beside an open entry those that fit stay in their order, a narrower one behind one that does not, and what tells rows apart always', () => {
    expect(kept(644)).toEqual(['no', 'state', 'order', 'rating', 'due'])
    expect(kept(643)).toEqual(['no', 'state', 'order', 'rating'])
    expect(kept(330)).toEqual(['no', 'state', 'rating'])
    expect(kept(10)).toEqual(['no', 'state'])
    expect(fittingColumns(columns, 330).at(-1)?.width).toBe('minmax(96px, 1fr)')
    expect(fittingColumns(columns, 2000)).toEqual(columns)
    expect(columns.map(leastWidth)).toEqual([124, 96, 160, 96, 168])
  })
})
