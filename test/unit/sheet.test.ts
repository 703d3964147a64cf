import { describe, expect, it } from 'vitest'
import { at, cursorOf, layOut, move, rangeOf, step } from '../../src/renderer/ui/sheet/selection'
import { formatHtml, formatTsv, neutralise, parseTsv, restore } from '../../src/renderer/ui/sheet/tsv'

const size = { rows: 100, columns: 8, page: 20 }

describe('C10: cells as spreadsheets copy them', () => {
  it('reads what Excel puts on the clipboard', () => {
    expect(parseTsv('a\tb\r\nc\td\r\n')).toEqual([['a', 'b'], ['c', 'd']])
    expect(parseTsv('"两行\n文字"\t"他说""好"""\t5" 屏\r\n')).toEqual([['两行\n文字', '他说"好"', '5" 屏']])
    expect(parseTsv('a\t\r\n')).toEqual([['a', '']])
    expect(parseTsv('a\t')).toEqual([['a', '']])
    expect(parseTsv('one')).toEqual([['one']])
    expect(parseTsv('"never closed')).toEqual([['"never closed']])
    expect(parseTsv('')).toEqual([])
  })

  it('writes what Excel reads: ids as text, formulas harmless, numbers as numbers', () => {
    expect(formatTsv([['a\tb', 'c']])).toBe('"a\tb"\tc\r\n')
    expect(neutralise('=HYPERLINK("x")')).toBe(`'=HYPERLINK("x")`)
    expect(neutralise('@SUM(A1)')).toBe("'@SUM(A1)")
    expect(neutralise('-12.50')).toBe('-12.50')
    expect(restore("'=1+1")).toBe('=1+1')
    expect(restore("'n Sneeuman")).toBe("'n Sneeuman")
    expect(formatHtml([[{ text: '4301234567890123456', asText: true }, { text: '<b>&\n', asText: false }]])).toBe(
      `<table><tr><td style="mso-number-format:'\\@'">4301234567890123456</td><td>&#60;b&#62;&#38;<br></td></tr></table>`,
    )
  })
})

describe('C10: moving in the sheet', () => {
  it('arrows, Home, End and pages, with Ctrl to the edge and Shift drawing out a range', () => {
    expect(move(at(5, 5), 'ArrowDown', { ctrl: false, shift: false }, size)).toEqual(at(6, 5))
    expect(move(at(5, 5), 'ArrowDown', { ctrl: true, shift: false }, size)).toEqual(at(99, 5))
    expect(move(at(5, 5), 'Home', { ctrl: false, shift: false }, size)).toEqual(at(5, 0))
    expect(move(at(5, 5), 'End', { ctrl: true, shift: false }, size)).toEqual(at(99, 7))
    expect(move(at(5, 5), 'PageDown', { ctrl: false, shift: false }, size)).toEqual(at(25, 5))
    const drawn = move(at(5, 5), 'ArrowRight', { ctrl: false, shift: true }, size)
    expect(drawn && rangeOf(drawn)).toEqual({ top: 5, bottom: 5, left: 5, right: 6 })
    expect(move(at(0, 0), 'x', { ctrl: false, shift: false }, size)).toBeNull()
  })

  it('Tab goes on to the next row at the end of one; in a range it goes around', () => {
    expect(step(at(0, 7), 'right', size)).toEqual(at(1, 0))
    expect(step(at(99, 7), 'right', size)).toEqual(at(99, 7))
    const range = { anchor: { row: 1, column: 1 }, head: { row: 2, column: 2 } }
    expect(cursorOf(step(range, 'down', size))).toEqual({ row: 1, column: 1 })
  })

  it('one cell fills a selection, a block repeats where it fits, and what is beyond the sheet is counted', () => {
    expect(layOut([['x']], { top: 0, bottom: 1, left: 0, right: 1 }, size).cells).toHaveLength(4)
    expect(layOut([['a'], ['b']], { top: 0, bottom: 3, left: 0, right: 0 }, size).cells.map((one) => one.text)).toEqual(['a', 'b', 'a', 'b'])
    expect(layOut([['a', 'b'], ['c', 'd']], { top: 99, bottom: 99, left: 7, right: 7 }, size)).toEqual({ cells: [{ row: 99, column: 7, text: 'a' }], cut: 3 })
  })
})
