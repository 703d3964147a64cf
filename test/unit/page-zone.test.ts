import { afterEach, describe, expect, it } from 'vitest'
import { fromLocal, zoneOffset } from '../../src/domain/clock/zone'
import { formatDate, formatMoment } from '../../src/renderer/ui/format'
import { monthOf } from '../../src/renderer/ui/months'
import { instantOfText, MACHINE_ZONE, pageZone, wallText } from '../../src/renderer/ui/zone'

const inZone = (name: string): void => {
  pageZone.value = { name, offsetAt: (at) => zoneOffset(name, at), instantOf: (wall) => fromLocal(name, wall) }
}
afterEach(() => {
  pageZone.value = MACHINE_ZONE
})

describe('the zone of the page', () => {
  const at = Date.UTC(2026, 10, 30, 17, 5)

  it('L1, A8, F1: what names no zone is written in the shop’s, whatever the PC’s is', () => {
    inZone('Asia/Shanghai')
    expect([formatMoment(at, at), formatDate(at), monthOf(at)]).toEqual(['01:05', '2026-12-01', '2026-12'])
    inZone('America/New_York')
    expect([formatMoment(at, at), formatDate(at), monthOf(at)]).toEqual(['12:05', '2026-11-30', '2026-11'])
  })

  it('L1, A8: a picker writes and reads the same zone, with its daylight saving', () => {
    for (const zone of ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe']) {
      inZone(zone)
      for (const time of [at, Date.UTC(2026, 6, 1, 12), Date.UTC(2026, 2, 8, 7, 30)]) expect(instantOfText(wallText(time))).toBe(time)
    }
    inZone('Asia/Shanghai')
    expect(wallText(at)).toBe('2026-12-01T01:05')
    expect(instantOfText('2026-12-01')).toBe(Date.UTC(2026, 10, 30, 16))
  })

  it('U2: what is no time is none; without a shop the machine’s clock counts', () => {
    expect([instantOfText(''), instantOfText('2026-13-45T10:00')]).toEqual([null, null])
    expect(instantOfText(wallText(at))).toBe(at)
    expect(instantOfText('2026-11-30')).toBe(new Date(2026, 10, 30).getTime())
  })
})
