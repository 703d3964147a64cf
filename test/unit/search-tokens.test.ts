import { describe, expect, it } from 'vitest'
import { numberOf, parseSearch, reversed } from '../../src/domain/search/query'
import { indexedText, markToken, termPhrase } from '../../src/domain/search/tokens'

const tokens = (text: string): string[] => indexedText([text], []).split(' ').slice(1)

describe('X3: tokens of the text index', () => {
  it('cuts writing without blanks into pairs, and keeps the last character alone', () => {
    expect(tokens('包装破损')).toEqual(['包装', '装破', '破损', '损'])
    expect(tokens('破')).toEqual(['破'])
  })

  it('keeps words whole and ends a run at everything else', () => {
    expect(tokens('iPhone手机，ＳＦ１２ 坏了')).toEqual(['iphone', '手机', '机', 'sf12', '坏了', '了'])
  })

  it('takes characters beyond the first plane whole', () => {
    expect(tokens('𠮷野家')).toEqual(['𠮷野', '野家', '家'])
  })

  it('lets no word of a text pass for a mark', () => {
    const mark = markToken('kind', 'return-refund')
    expect(tokens(mark)).not.toContain(mark)
    expect(indexedText([null, ''], [mark])).toBe(mark)
  })

  it('asks for a phrase whose last word may go on', () => {
    expect(termPhrase('破损')).toBe('"破损"')
    expect(termPhrase('包装破')).toBe('"包装 装破"')
    expect(termPhrase('IPH')).toBe('"iph"*')
    expect(termPhrase('手机iphone')).toBe('"手机 机 iphone"*')
    expect(termPhrase('iphone手')).toBe('"iphone"*')
    expect(termPhrase('客_88')).toBe('"客 88"')
  })

  it('has nothing to ask for one character or mere punctuation', () => {
    expect([termPhrase('破'), termPhrase('，。'), termPhrase('')]).toEqual([null, null, null])
  })

  it('takes operators and quotes of FTS5 for plain text', () => {
    expect(parseSearch('"破损" OR near(*)').terms.map(({ phrase }) => phrase)).toEqual(['"破损"', '"or"', '"near"*'])
  })
})

describe('X3: numbers in a search', () => {
  it('knows what may be part of a number', () => {
    expect(numberOf('ｓｆ1204')).toBe('SF1204')
    expect(numberOf('12-34567')).toBe('12-34567')
    expect([numberOf('123'), numberOf('abcd'), numberOf('破损1234')]).toEqual([null, null, null])
  })

  it('reads a number that was typed with blanks as one', () => {
    expect(parseSearch('SF12 0488 0147').joined).toBe('SF1204880147')
    expect(parseSearch('破损 0147').joined).toBeNull()
  })

  it('reads keys from their end', () => {
    expect(reversed('SF12')).toBe('21FS')
  })
})
