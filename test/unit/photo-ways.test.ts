import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { checkResourceText } from '../../src/backend/resource-file'
import { photoWaysFileSchema } from '../../src/contract/photo-ways-policy'
import { DEFAULT_ARCHIVE_PATTERN } from '../../src/domain/photo/archive-path'
import { isUnfinishedName, judgeHotFile, mayPass, type HotPending } from '../../src/domain/photo/hot-files'
import { imagesInHtml, MOST_HTML_IMAGES, pathOfFileUrl } from '../../src/domain/photo/html-images'
import { readOldName } from '../../src/domain/photo/old-names'
import { reasonIn } from '../../src/domain/resource-words'
import { ROOT } from '../support/folders'

const text = readFileSync(join(ROOT, 'resources/policies/photo-ways.yaml'), 'utf8')
const policy = photoWaysFileSchema.parse(parse(text))
const EXTENSIONS = new Set(policy.hot.extensions)

describe('names of photos as a policy (A1)', () => {
  it('A1: what ships makes the names that the archive always made', () => {
    expect(policy.pattern).toBe(DEFAULT_ARCHIVE_PATTERN)
  })

  it.each([
    ['{{month}}/{{nick}}_{{n}}.{{ext}}', '变量'],
    ['{{month}}/{{owner}}.{{ext}}', '{{n}}'],
    ['{{month}}/{{owner}}_{{n}}.jpg', '.{{ext}}'],
    ['{{n}}/{{owner}}_{{n}}.{{ext}}', '文件夹里'],
    ['a/b/c/d/e/f/{{n}}.{{ext}}', '五层'],
    ['../{{n}}.{{ext}}', '有一段'],
  ])('A1, P1: %s is refused with its line, and in Chinese', (pattern, words) => {
    const checked = checkResourceText('policies/photo-ways.yaml', text.replace(DEFAULT_ARCHIVE_PATTERN, pattern), photoWaysFileSchema)
    const line = text.split('\n').findIndex((one) => one.startsWith('pattern:')) + 1
    expect(checked).toMatchObject({ ok: false, problems: [{ line }] })
    const reason = checked.ok ? '' : (checked.problems[0]?.reason ?? '')
    expect(reasonIn('zh', reason)).toContain(words)
  })
})

describe('files of a hot folder, look by look (A2)', () => {
  const look = (name: string, bytes: number, changedAt: number, before?: HotPending | null, siblings: string[] = []): ReturnType<typeof judgeHotFile> =>
    judgeHotFile({ name, bytes, changedAt }, before ?? undefined, new Set(siblings), EXTENSIONS, policy.hot)

  it('A2: a file is taken when two looks saw the same size and time, and not while it grows', () => {
    const first = look('a.jpg', 10, 1)
    const grown = look('a.jpg', 20, 2, first.pending)
    const still = look('a.jpg', 20, 2, grown.pending)
    expect([first.verdict, grown.verdict, still.verdict]).toEqual(['waiting', 'waiting', 'ready'])
  })

  it('A2: names of half-written downloads, helpers and other kinds are left alone', () => {
    for (const name of ['a.jpg.crdownload', 'a.jpg.PART', 'Unconfirmed 12.crdownload', 'a.tmp', '.a.jpg.xyz', '~$a.jpg', 'a.jpg.!ut', 'a.jpg.aria2', 'a.jpg.filepart', 'a.jpg.crswap', 'a.jpg.baiduyun.p.downloading']) expect(isUnfinishedName(name, policy.hot.unfinished), name).toBe(true)
    for (const name of ['a.jpg', '微信图片_20261121.png', 'part.jpg', 'a.part.jpg']) expect(isUnfinishedName(name, policy.hot.unfinished), name).toBe(false)
    expect(look('orders.xlsx', 10, 1).verdict).toBe('other-kind')
  })

  it('A2: a file of no bytes waits, and so does one that a browser still writes beside it', () => {
    const empty = look('a.jpg', 0, 1, look('a.jpg', 0, 1).pending)
    expect(empty.verdict).toBe('unfinished')
    const beside = look('a.jpg', 10, 1, look('a.jpg', 10, 1).pending, ['a.jpg', 'a.jpg.part'])
    expect(beside.verdict).toBe('unfinished')
    // a download manager writes under the last name, with its notes beside it
    expect(look('a.jpg', 10, 1, look('a.jpg', 10, 1).pending, ['a.jpg', 'a.jpg.aria2']).verdict).toBe('unfinished')
    // Once the twin is gone it must be stable anew.
    expect(look('a.jpg', 10, 1, beside.pending).verdict).toBe('waiting')
  })

  it('A2: one that was locked waits twice as long each time; another size begins anew', () => {
    let pending: HotPending = { bytes: 10, changedAt: 1, looks: 0, tries: 2 }
    const verdicts: string[] = []
    for (let at = 0; at < policy.hot.stableLooks * 4; at += 1) {
      const seen = look('a.jpg', 10, 1, pending)
      verdicts.push(seen.verdict)
      pending = seen.pending ?? pending
    }
    expect(verdicts.indexOf('ready')).toBe(policy.hot.stableLooks * 4 - 1)
    expect(look('a.jpg', 11, 1, pending).pending).toMatchObject({ looks: 1, tries: 0 })
    expect(mayPass('not-readable')).toBe(true)
    expect(mayPass('broken')).toBe(false)
  })
})

describe('names of old photos (A2)', () => {
  it('A2: the archive\'s own names, order numbers and waybills are read; dates and camera names say nothing', () => {
    expect(readOldName('2024-03/云间客_88/云间客_88_2024-03-02_1.jpg').words[0]).toBe('云间客_88')
    expect(readOldName('破损/2026112000088821123/IMG_0001.jpg')).toMatchObject({ orders: ['2026112000088821123'] })
    expect(readOldName('SF1204880147999_外箱.jpg').waybills).toEqual(['SF1204880147999'])
    expect(readOldName('amy.w (2).png').words).toEqual(['amy.w', 'amy.w (2)'])
    expect(readOldName('2024-03/20240302/IMG_1.jpg')).toEqual({ orders: [], waybills: [], words: [] })
    expect(readOldName('微信图片_20261121093000.jpg').words).toEqual([])
  })

  it('A2: the file says more than its folder, the inner folder more than the outer', () => {
    expect(readOldName('outer/inner/name.jpg').words).toEqual(['name', 'inner', 'outer'])
  })
})

describe('pictures in copied HTML (A2)', () => {
  it('A2: inline pictures and files of this PC are taken, addresses are only named', () => {
    const html = `<p>看图</p><img src="data:image/png;base64,iVBO\nRw0K"><IMG alt="a > b" SRC='file:///C:/Users/%E5%BC%A0/a&amp;b.jpg'><img src=https://x.cn/1.jpg?a=1&amp;b=2><img src="//cdn.cn/2.jpg"><img src="cid:7"><img data-src="x" alt=" src=y">`
    expect(imagesInHtml(html, true)).toEqual({
      inline: [{ mime: 'image/png', base64: 'iVBORw0K' }],
      paths: ['C:\\Users\\张\\a&b.jpg'],
      remote: ['https://x.cn/1.jpg?a=1&b=2', '//cdn.cn/2.jpg'],
    })
  })

  it('R5: a copied page cannot make us open a file of another computer', () => {
    for (const url of ['file://evil.example/share/a.jpg', 'file:////evil/share/a.jpg', 'file://///evil/a.jpg', 'file:\\\\evil\\a.jpg', 'file:///\\evil\\a.jpg']) expect(pathOfFileUrl(url, true), url).toBeNull()
    expect(pathOfFileUrl('file:////evil/a.jpg', false)).toBeNull()
    expect(pathOfFileUrl('file:///%00/a.jpg', false)).toBeNull()
    expect(pathOfFileUrl('file:///100%/a.jpg', false)).toBeNull()
    expect(pathOfFileUrl('file://localhost/home/a%20b.jpg', false)).toBe('/home/a b.jpg')
    expect(imagesInHtml('<img src="file://evil/share/a.jpg">', true)).toMatchObject({ paths: [], remote: ['file://evil/share/a.jpg'] })
  })

  it('R5: any text is read in one pass, and only so many pictures', () => {
    const many = imagesInHtml('<img src="https://x/1.jpg">'.concat(...Array.from({ length: 500 }, (_, at) => `<img src="https://x/${at}.jpg">`)), false)
    expect(many.remote).toHaveLength(MOST_HTML_IMAGES)
    expect(imagesInHtml('<img "'.repeat(200_000), false)).toEqual({ inline: [], paths: [], remote: [] })
  })
})
