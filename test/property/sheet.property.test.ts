import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cursorOf, inside, isIn, layOut, move, rangeOf, step, type Selection, type Size } from '../../src/renderer/ui/sheet/selection'
import { formatTsv, neutralise, parseTsv, restore } from '../../src/renderer/ui/sheet/tsv'

const nasty = fc.string()
const cell = fc.oneof(nasty, fc.array(fc.constantFrom('"', '\t', '\n', '\r', '\r\n', 'a', '运', '=', "'", '+', '-', '@', '1', ' '), { maxLength: 8 }).map((signs) => signs.join('')))
const cells = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 5 })

describe('C10: the clipboard of the sheet', () => {
  it('parse(format(x)) = x for any cells, with quotes, tabs and line breaks', () => {
    fc.assert(fc.property(cells, (block) => void expect(parseTsv(formatTsv(block))).toEqual(block)), { numRuns: 2000 })
  })

  it('any text is read without an error, and nothing of it is lost but the signs between cells', () => {
    const plain = (text: string): string => text.replace(/[\t\r\n"]/g, '')
    fc.assert(fc.property(cell, (text) => void expect(plain(parseTsv(text).flat().join(''))).toBe(plain(text))), { numRuns: 2000 })
  })

  it('R5: what is neutralised begins like no formula, and comes back as it was', () => {
    fc.assert(
      fc.property(cell, (text) => {
        const safe = neutralise(text)
        expect(restore(safe)).toBe(text)
        expect(/^[=@]/.test(safe)).toBe(false)
        if (/^[-+]/.test(safe)) expect(Number.isNaN(Number(safe.replaceAll(',', '')))).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})

const size: fc.Arbitrary<Size> = fc.record({ rows: fc.integer({ min: 1, max: 30 }), columns: fc.integer({ min: 1, max: 12 }), page: fc.integer({ min: 1, max: 9 }) })
const keys = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('move' as const), key: fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'), ctrl: fc.boolean(), shift: fc.boolean() }),
    fc.record({ do: fc.constant('step' as const), to: fc.constantFrom('down' as const, 'up' as const, 'left' as const, 'right' as const) }),
  ),
  { maxLength: 40 },
)

describe('C10: the selection of the sheet', () => {
  it('no sequence of keys leaves the sheet, and the cursor stays in the range', () => {
    fc.assert(
      fc.property(size, keys, (of, pressed) => {
        let selection: Selection = { anchor: { row: 0, column: 0 }, head: { row: 0, column: 0 } }
        for (const one of pressed) {
          const before = rangeOf(selection)
          selection = one.do === 'move' ? (move(selection, one.key, one, of) ?? selection) : step(selection, one.to, of)
          const range = rangeOf(selection)
          const cursor = cursorOf(selection)
          expect(selection).toEqual(inside(selection, of))
          expect(isIn(range, cursor.row, cursor.column)).toBe(true)
          // Enter and Tab walk through a range without changing it
          if (one.do === 'step' && (before.top !== before.bottom || before.left !== before.right)) expect(range).toEqual(before)
        }
      }),
    )
  })

  it('Enter comes by every cell of a range once before it comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.constantFrom('down' as const, 'right' as const), (rows, columns, to) => {
        let selection: Selection = { anchor: { row: 2, column: 1 }, head: { row: 2 + rows, column: 1 + columns } }
        const count = (rows + 1) * (columns + 1)
        fc.pre(count > 1)
        const seen = new Set<string>()
        for (let n = 0; n < count; n += 1) {
          seen.add(JSON.stringify(cursorOf(selection)))
          selection = step(selection, to, { rows: 20, columns: 20, page: 5 })
        }
        expect(seen.size).toBe(count)
      }),
    )
  })

  it('a block that is laid out puts each cell where it belongs, none outside the sheet, and counts what is cut', () => {
    fc.assert(
      fc.property(cells, fc.nat(8), fc.nat(8), fc.nat(3), fc.nat(3), (block, top, left, tall, wide) => {
        const sheet = { rows: 10, columns: 10 }
        const range = { top, left, bottom: Math.min(9, top + tall), right: Math.min(9, left + wide) }
        const { cells: laid, cut } = layOut(block, range, sheet)
        for (const { row, column, text } of laid) {
          expect(row < sheet.rows && column < sheet.columns).toBe(true)
          const width = Math.max(...block.map((one) => one.length))
          expect(text).toBe(block[(row - top) % block.length]?.[(column - left) % width])
        }
        expect(new Set(laid.map(({ row, column }) => `${row},${column}`)).size).toBe(laid.length)
        if (cut === 0 && block.length > 0) expect(laid.length).toBeGreaterThanOrEqual(block.flat().length)
      }),
    )
  })
})
