import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChallenges, createAuth } from '../../src/backend/sync/http-auth'
import { readMultistatus } from '../../src/backend/sync/webdav-listing'
import { parseXml } from '../../src/backend/sync/xml'
import { isStoreError } from '../../src/backend/sync/store'
import { isForeignFile } from '../../src/domain/sync/foreign-file'
import { technicalCode } from '../../src/domain/sync/store-fault'
import { storeNameProblem, storePrefixProblem } from '../../src/domain/sync/store-name'
import { archivePlace, archivedPath, DEFAULT_ARCHIVE_PATTERN } from '../../src/domain/photo/archive-path'

const at = { year: 2026, month: 11, day: 26, hour: 9, minute: 30, second: 0 }

describe('names in the shared store', () => {
  it('S4: wherever a photo is archived, whoever the buyer, its path is a name in the store', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 9999 }), (buyer, n) => {
        const path = archivedPath(archivePlace(DEFAULT_ARCHIVE_PATTERN, { buyer, at, ext: 'jpg' }), n)
        expect([path, storeNameProblem(path)]).toEqual([path, null])
      }),
    )
  })

  it('S2: what passes has no way out of its folder and reads the same everywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom('..', '.', '', 'a', 'b.seg', 'con', '照片'), fc.string({ maxLength: 12 })), { minLength: 1, maxLength: 5 }), (parts) => {
        const name = parts.join('/')
        if (storeNameProblem(name) !== null) return
        for (const part of name.split('/')) {
          expect(part).toBe(part.normalize('NFC'))
          expect(part.trim()).toBe(part)
          expect(part).not.toMatch(/^\.|\.$|[\\:*?"<>|\u0000-\u001f]|^$/)
        }
        expect(storePrefixProblem(`${name}/`) === null || isForeignFile(name.split('/').at(-1) ?? '')).toBe(true)
      }),
    )
  })

  it('S2: conflict copies and half files of sync software are not ours, and our own names are not taken for them', () => {
    const foreign = ["a (Wang's conflicted copy 2026-01-02).seg", 'a (冲突副本).jpg', 'a.sync-conflict-20260102-101112-ABCDEFG.jpg', 'a_NAS_Conflict.jpg', 'a (2).jpg', 'a - Copy.jpg', 'a - 副本.jpg', 'a.jpg.part', '~$a.xlsx', 'a~', '.DS_Store', 'Thumbs.db']
    expect(foreign.filter((name) => !isForeignFile(name))).toEqual([])
    const ours = ['0000000001.seg', 'vault.json', '张三 (2)_2026-11-26_1~a1b2c3.jpg', '冲突(副本)买家_1~00ff00.png', 'copy - Copy_2.webp', 'a.tmp.jpg']
    expect(ours.filter(isForeignFile)).toEqual([])
    // a buyer's folder may be called what a file may not
    expect(storeNameProblem('照片/张三 (2)/张三_1~a1b2c3.jpg')).toBeNull()
  })
})

describe('answers of servers', () => {
  it('S1: sign-in challenges are read from one header or several', () => {
    expect(readChallenges('Basic realm="a \\"b\\", c", Digest realm="d", nonce="n==", qop="auth,auth-int", algorithm=MD5')).toEqual([
      { scheme: 'basic', params: { realm: 'a "b", c' } },
      { scheme: 'digest', params: { realm: 'd', nonce: 'n==', qop: 'auth,auth-int', algorithm: 'MD5' } },
    ])
    const auth = createAuth('Mufasa', 'Circle of Life')
    const url = new URL('http://www.example.org/dir/index.html?a=1')
    expect(auth.header('GET', url)).toBeUndefined()
    // Digest is taken where both are offered, so the password itself is not sent.
    expect(auth.challenged('Basic realm="x", Digest realm="x", nonce="n1", qop="auth", algorithm=SHA-256', undefined)).toBe(true)
    const sent = auth.header('GET', url) ?? ''
    expect(sent).toMatch(/^Digest username="Mufasa", .*uri="\/dir\/index.html\?a=1", response="[0-9a-f]{64}", algorithm=SHA-256, qop=auth, nc=00000001/)
    // refused with the same nonce: the password is wrong; with a new one that says so, it had run out
    expect(auth.challenged('Digest realm="x", nonce="n1", qop="auth", algorithm=SHA-256', sent)).toBe(false)
    expect(auth.challenged('Digest realm="x", nonce="n2", stale=true, qop="auth", algorithm=SHA-256', sent)).toBe(true)
    expect(auth.challenged('Negotiate', undefined)).toBe(false)
  })

  it('S1: listings of several servers are read alike, and what lies outside the address is dropped', () => {
    const base = new URL('https://nas.example/dav/%E5%94%AE%E5%90%8E/')
    const answer = (href: string, inner: string, status = 'HTTP/1.1 200 OK'): string => `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${inner}</d:prop><d:status>${status}</d:status></d:propstat></d:response>`
    const file = '<d:resourcetype/><d:getcontentlength>7</d:getcontentlength>'
    const xml = `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">${[
      answer('/dav/%e5%94%ae%e5%90%8e/', '<d:resourcetype><d:collection/></d:resourcetype>'),
      answer('https://nas.example/dav/售后/sync/a%20b%26c.seg', file),
      answer('/dav/%E5%94%AE%E5%90%8E/e%CC%81.seg', file),
      answer('/dav/other/x.seg', file),
      answer('/dav/%E5%94%AE%E5%90%8E/%', file),
      answer('/dav/%E5%94%AE%E5%90%8E/unknown.seg', '<d:resourcetype/>'),
      answer('/dav/%E5%94%AE%E5%90%8E/refused.seg', file, 'HTTP/1.1 404 Not Found'),
    ].join('')}</d:multistatus>`
    expect(readMultistatus(xml, base).map(({ name, folder, bytes }) => [name, folder, bytes])).toEqual([
      ['', true, 0],
      ['sync/a b&c.seg', false, 7],
      ['\u00e9.seg', false, 7],
    ])
  })

  it('R5: answers that are no XML, declare entities or nest without end are refused', () => {
    const deep = `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`
    for (const text of ['', 'hello', '<a>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '<a>&b;</a>', deep]) {
      let fault: unknown = null
      try {
        parseXml(text)
      } catch (error) {
        fault = error
      }
      expect(isStoreError(fault, 'damaged'), text.slice(0, 30)).toBe(true)
    }
    expect(parseXml('<a><b>1 &amp; 2<![CDATA[<3]]></b></a>').children[0]?.text).toBe('1 & 2<3')
  })
})

describe('the words of a fault', () => {
  it('S7: of what a store answered only the code is shown, in whatever language the page is', () => {
    expect(['full: PROPFIND: HTTP 507', 'unreachable: ECONNREFUSED', 'denied: EACCES open', 'certificate: DEPTH_ZERO_SELF_SIGNED_CERT'].map(technicalCode)).toEqual(['HTTP 507', 'ECONNREFUSED', 'EACCES', 'DEPTH_ZERO_SELF_SIGNED_CERT'])
    expect(['missing: the folder of the store is not there', 'damaged: the answer is not XML', 'unsupported: HEAD: no length', ''].map(technicalCode)).toEqual([null, null, null, null])
  })
})
