import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reasonIn } from '../../src/domain/resource-words'
import { aroundChanges, diffLines } from '../../src/domain/text/diff'

describe('P1, T5: what was changed between two versions', () => {
  it('P1: keeps common lines and names the rest', () => {
    expect(diffLines('a\nb\nc\nd', 'a\nx\nc\nd\ne').map(({ type, text }) => `${type[0] ?? ''}${text}`)).toEqual(['sa', 'rb', 'ax', 'sc', 'sd', 'ae'])
    expect(diffLines('same', 'same')).toEqual([{ type: 'same', text: 'same' }])
  })

  it('P1: either text can be read back from the comparison', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after)
        expect(lines.filter((line) => line.type !== 'added').map((line) => line.text).join('\n')).toBe(before)
        expect(lines.filter((line) => line.type !== 'removed').map((line) => line.text).join('\n')).toBe(after)
      }),
    )
  })

  it('P1: far from a change only a gap is shown, once', () => {
    const before = Array.from({ length: 30 }, (_, index) => String(index)).join('\n')
    const shown = aroundChanges(diffLines(before, before.replace('15', 'x')), 2)
    expect(shown.map((line) => line?.text ?? '…')).toEqual(['…', '13', '14', '15', 'x', '16', '17', '…'])
    expect(aroundChanges(diffLines(before, before), 2).filter((line) => line !== null)).toEqual([])
  })
})

describe('P1: mistakes in the language shown', () => {
  it.each([
    ['steps.4.when: "lost" is no answer to "parcel-state"', 'steps.4.when: “lost”不是问题“parcel-state”的选项'],
    ['closing.0: there is no template "close"', 'closing.0: 没有话术“close”'],
    ['closing: Invalid input: expected array, received undefined', 'closing: 缺这一项（应为 array）'],
    ['clocks.solve.duration: "two days" is not a length of time such as 5m, 48h or 10d', 'clocks.solve.duration: “two days”不是时长，例如 5m、48h、10d'],
    ['Map keys must be unique', '键重复'],
    ['something that nobody translated', 'something that nobody translated'],
  ])('P1: %s', (english, chinese) => {
    expect(reasonIn('zh', english)).toBe(chinese)
    expect(reasonIn('en', english)).toBe(english)
  })
})
