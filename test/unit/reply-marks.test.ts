import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/domain/coach/lint'
import { renderTemplate } from '../../src/domain/template/render'
import { markedText } from '../../src/renderer/features/case/marked-text'
import { markedPieces } from '../../src/renderer/features/templates/marked'

const label = { zh: '', en: '' }
const finding = (from: number, to: number, severity: Finding['severity'] = 'warn'): Finding => ({ rule: 'forbidden', from, to, severity, reason: label, better: null, language: 'zh' })

describe('P8, T6: what the check finds is marked where it stands', () => {
  it('P8: in the reply box the found words alone; what is missing as a whole marks nothing', () => {
    expect(markedText('加微信吧，别急', [finding(0, 0), finding(1, 3, 'block'), finding(5, 7)])).toEqual([
      { text: '加', severity: null },
      { text: '微信', severity: 'block' },
      { text: '吧，', severity: null },
      { text: '别急', severity: 'warn' },
    ])
  })

  it('P8: in a preview also across what came from the case, and not over what is still open', () => {
    const { segments } = renderTemplate('找{{buyer}}要{{?what|什么}}', { buyer: '微信客服' })
    const pieces = markedPieces(segments, [finding(0, 3, 'block'), finding(6, 9)])
    expect(pieces.map((one) => [one.text, one.type, one.finding?.severity ?? null])).toEqual([
      ['找', 'text', 'block'],
      ['微信', 'filled', 'block'],
      ['客服', 'filled', null],
      ['要', 'text', null],
      ['{{?what|什么}}', 'open', null],
    ])
  })

  it('P8: no character is lost or doubled, wherever the findings lie', () => {
    const cuts = fc.uniqueArray(fc.nat(24), { maxLength: 8 }).map((at) => [...at].sort((a, b) => a - b))
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 8 }), { maxLength: 6 }), cuts, (words, at) => {
        const text = words.join('')
        const findings = at.flatMap((from, index) => (index % 2 === 0 && at[index + 1] !== undefined ? [finding(Math.min(from, text.length), Math.min(at[index + 1] ?? 0, text.length))] : []))
        expect(markedText(text, findings).map((one) => one.text).join('')).toBe(text)
        const segments = words.map((word, index) => ({ type: index % 2 === 0 ? ('text' as const) : ('filled' as const), text: word, name: null }))
        expect(markedPieces(segments, findings).map((one) => one.text).join('')).toBe(text)
      }),
    )
  })
})
