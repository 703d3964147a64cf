import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkResourceText } from '../../src/backend/resource-file'
import { memoFileSchema } from '../../src/contract/money-policies'
import { fit, lengthOf } from '../../src/domain/memo/fit'
import { gb18030Bytes } from '../../src/domain/memo/gbk'
import { compose, legendProblems, memoKindOf, memoPlatform, patternOf } from '../../src/domain/memo/memo'
import { ROOT } from '../support/folders'

const text = readFileSync(join(ROOT, 'resources/policies/memo.yaml'), 'utf8')
const policy = memoFileSchema.parse(parse(text))
const taobao = memoPlatform(policy, 'taobao').limit

describe('C6: the length of a memo, byte by byte', () => {
  it.each([
    ['A', 1, 1],
    ['改', 2, 3],
    ['，', 2, 3],
    ['€', 2, 3],
    // in GB18030 but not in GBK: four bytes
    ['㐀', 4, 3],
    ['é', 2, 2],
    ['ñ', 4, 2],
    ['𠮷', 4, 4],
    ['😀', 4, 4],
  ])('%s takes %i bytes in GB18030 and %i in UTF-8', (character, gb, utf) => {
    expect(lengthOf(character, 'gb18030')).toBe(gb)
    expect(lengthOf(character, 'utf-8')).toBe(utf)
    expect(lengthOf(character, 'utf-8')).toBe(new TextEncoder().encode(character).length)
  })

  it('agrees with a decoder of GB18030 for every pair of bytes', () => {
    const decoder = new TextDecoder('gb18030')
    const pairs = new Set<number>()
    for (let lead = 0x81; lead <= 0xfe; lead += 1) {
      for (let trail = 0x40; trail <= 0xfe; trail += 1) {
        const characters = [...decoder.decode(Uint8Array.of(lead, trail))]
        if (trail !== 0x7f && characters.length === 1 && characters[0] !== '\ufffd') pairs.add(characters[0]?.codePointAt(0) ?? 0)
      }
    }
    const wrong: number[] = []
    for (let codePoint = 0x80; codePoint <= 0xffff; codePoint += 1) {
      if (gb18030Bytes(codePoint) !== (pairs.has(codePoint) ? 2 : 4)) wrong.push(codePoint)
    }
    expect(wrong).toEqual([])
  })

  it('agrees with an encoder of GB18030 for the Chinese characters in use', () => {
    for (let codePoint = 0x4e00; codePoint <= 0x9fa5; codePoint += 1) {
      const character = String.fromCodePoint(codePoint)
      if (lengthOf(character, 'gb18030') !== iconv.encode(character, 'gb18030').length) throw new Error(`U+${codePoint.toString(16)}`)
    }
    const mixed = '改地址：浙江省杭州市 3-502，李**，😀 SF1204880147 ¥89.00'
    expect(lengthOf(mixed, 'gb18030')).toBe(iconv.encode(mixed, 'gb18030').length)
  })

  it('500 Chinese characters fill Taobao’s 1,000 bytes; one more is over by two', () => {
    expect(fit('改'.repeat(500), taobao)).toMatchObject({ used: 1000, left: 0, over: 0, fits: true })
    expect(fit('改'.repeat(501), taobao)).toMatchObject({ used: 1002, left: 0, over: 2, fits: false })
    expect(fit(`${'改'.repeat(499)}a`, taobao)).toMatchObject({ used: 999, left: 1, fits: true })
  })

  it('what would stand never splits a character, not even a family', () => {
    const family = '👨‍👩‍👧'
    const { head, fits } = fit(`${'改'.repeat(498)}${family}`, taobao)
    expect(fits).toBe(false)
    expect(head).toBe('改'.repeat(498))
    expect(fit(`${'a'.repeat(997)}😀`, taobao).head).toBe('a'.repeat(997))
  })
})

describe('C6: the memo from the facts', () => {
  const facts = { kind: '改地址', reason: '搬家', staffNo: '008', time: '11-21 10:00', handler: '张敏', amount: '¥10.00', remedy: '折价补偿', style: '保温杯' }

  it('a change is written with reason, staff number and time, and gets the red flag', () => {
    expect(compose(patternOf(policy, 'change', null), 'zh', facts)).toEqual({ text: '改地址 搬家 工号008 11-21 10:00', flag: 1, missing: [] })
    expect(memoKindOf(policy, 'change-address')).toBe('change')
  })

  it('after-sales are written with reason, style, amount, handler and time, and get the blue flag', () => {
    expect(compose(patternOf(policy, 'after-sales', null), 'zh', facts)).toEqual({ text: '搬家 保温杯 折价补偿 ¥10.00 张敏 11-21 10:00', flag: 4, missing: [] })
    expect(memoKindOf(policy, 'damaged')).toBe('after-sales')
    expect(memoKindOf(policy, 'quality')).toBe('quality')
  })

  it('a fact that nobody knows leaves its part out and is named', () => {
    expect(compose(patternOf(policy, 'after-sales', null), 'zh', { ...facts, style: null, amount: '  ' })).toEqual({ text: '搬家 折价补偿 张敏 11-21 10:00', flag: 4, missing: ['style', 'amount'] })
  })

  it('line ends in a fact become blanks, and {{…}} in a fact stays as it is', () => {
    expect(compose(patternOf(policy, 'change', null), 'zh', { ...facts, reason: '搬家\n{{staffNo}}' }).text).toBe('改地址 搬家 {{staffNo}} 工号008 11-21 10:00')
  })

  it('a shop’s own pattern wins', () => {
    const own = memoFileSchema.parse({ ...(parse(text) as object), shops: { 甲店: { change: { flag: 2 } } } })
    expect(patternOf(own, 'change', '甲店').flag).toBe(2)
    expect(patternOf(own, 'change', '乙店').flag).toBe(1)
  })

  it('a legend is checked against what the platform can hold', () => {
    expect(legendProblems({ 1: '改单', 4: '售后中' }, memoPlatform(policy, 'pinduoduo'))).toEqual([])
    expect(legendProblems({ 0: '灰', 4: '售后处理' }, memoPlatform(policy, 'pinduoduo'))).toEqual([{ flag: 0, why: 'no-flag' }, { flag: 4, why: 'too-long' }])
    expect(memoPlatform(policy, 'nowhere')).toBe(policy.otherPlatforms)
  })

  it('P1: a fact that does not exist is refused with its line', () => {
    const checked = checkResourceText('policies/memo.yaml', text.replace('工号{{staffNo}}', '工号{{staffNumber}}'), memoFileSchema)
    expect(checked).toMatchObject({ ok: false, problems: [{ line: expect.any(Number) as number, reason: expect.stringContaining('staffNumber') as string }] })
  })
})
