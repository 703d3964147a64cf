import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { nameMark, tempName } from '../../src/backend/sync/store-names'
import { isStoreError } from '../../src/backend/sync/store'
import type { OpenStore } from '../../src/backend/sync/store-context'
import { nodeDisk, type Disk } from '../../src/backend/sync/disk'
import type { StoreSettings } from '../../src/contract/sync-store'
import { tempFolder } from '../support/folders'
import { makeCertificate, startApache, USER, type Apache } from '../support/sync/apache'
import { failing, full, hanging } from '../support/sync/disks'
import { BUCKET, KEYS, startS3, type S3Server } from '../support/sync/s3-server'
import { deadAddress, serve, serveSecurely, type LocalServer } from '../support/sync/servers'
import { IMPATIENT, openTestStore, PART } from '../support/sync/stores'
import { faultOf } from './store-conformance'

const bytes = new TextEncoder().encode('0123456789')
const DAV = { kind: 'webdav', ...USER } as const
const S3 = { kind: 's3', region: 'us-east-1', bucket: BUCKET, prefix: 'team', ...KEYS, style: 'path' } as const

const opened: OpenStore[] = []
const servers: LocalServer[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  for (const server of servers.splice(0)) await server.stop()
})
function store(settings: StoreSettings, more: Parameters<typeof openTestStore>[2] = {}): OpenStore {
  const made = openTestStore(settings, 'device-a', more)
  opened.push(made)
  return made
}
async function answering(answer: Parameters<typeof serve>[0]): Promise<string> {
  const server = await serve(answer)
  servers.push(server)
  return server.url
}

describe('a folder that fails', () => {
  const folder = (disk?: Disk, path = tempFolder()) => Object.assign(store({ kind: 'folder', path }, disk ? { disk, policy: IMPATIENT } : {}), { path })

  it('R2: full, read-only, denied and missing are told apart, and nothing half is left under the name', async () => {
    for (const [disk, fault] of [
      [full(4), 'full'],
      [full(4, 'EDQUOT'), 'full'],
      [failing('mkdir', 'EROFS'), 'read-only'],
      [failing('open', 'EROFS'), 'read-only'],
      [failing('open', 'EACCES'), 'denied'],
      [failing('link', 'EIO'), 'unreachable'],
      [failing('syncFolder', 'ENOSPC'), 'full'],
    ] as const) {
      const one = folder(disk)
      expect(await faultOf(one.putNew('sync/a/1.seg', bytes))).toBe(fault)
    }
    const half = folder(full(4))
    expect(await faultOf(half.putNew('1.seg', bytes))).toBe('full')
    expect(await half.list('')).toEqual([])
    // space again: the same name goes in, and no temp file stays
    const again = folder(undefined, half.path)
    expect(await again.putNew('1.seg', bytes)).toBe('stored')
    expect(readdirSync(half.path)).toEqual(['1.seg'])
  })

  it('R2: a file that another program holds for a moment is tried again; for long it is locked', async () => {
    for (const code of ['EBUSY', 'EPERM']) {
      const disk = failing('rename', code, 2)
      await folder(disk).replace('presence/a.json', bytes)
      expect(disk.calls()).toBe(3)
    }
    expect(await faultOf(folder(failing('rename', 'EBUSY')).replace('presence/a.json', bytes))).toBe('locked')
  })

  it('S2: a root that is not there is missing and is never made; an empty one that held files is not believed', async () => {
    const parent = tempFolder()
    const path = join(parent, 'nas')
    const one = folder(undefined, path)
    for (const work of [() => one.list(''), () => one.list('sync/'), () => one.putNew('sync/1.seg', bytes), () => one.size('sync/1.seg'), () => one.remove('sync/1.seg'), () => one.read('sync/1.seg')]) {
      expect(await faultOf(work())).toBe('missing')
    }
    expect(readdirSync(parent)).toEqual([])
    mkdirSync(path)
    expect(await one.list('')).toEqual([])
    await one.putNew('sync/1.seg', bytes)
    expect((await one.list('sync/')).length).toBe(1)
    rmSync(join(path, 'sync'), { recursive: true })
    expect(await faultOf(one.list(''))).toBe('missing')
    expect(await faultOf(one.list('sync/'))).toBe('missing')
  })

  it('S2: a share without hard links stores as exclusively, also after a claim was left behind', async () => {
    const path = tempFolder()
    for (const code of ['EPERM', 'ENOTSUP']) {
      const stores = [0, 1, 2, 3].map((at) => {
        const made = openTestStore({ kind: 'folder', path }, `device-${at}`, { disk: failing('link', code) })
        opened.push(made)
        return made
      })
      for (let round = 0; round < 4; round++) {
        const outcomes = await Promise.all(stores.map((one, at) => one.putNew(`sync/${code}-${round}.seg`, Uint8Array.of(at))))
        expect(outcomes.filter((outcome) => outcome === 'stored').length).toBe(1)
        expect([...(await stores[0]!.read(`sync/${code}-${round}.seg`))]).toEqual([outcomes.indexOf('stored')])
      }
      expect(readdirSync(join(path, 'sync')).filter((name) => name.startsWith('.'))).toEqual([])
    }
  })

  it('S1: slow listings, in any order, that fail once in a while are neither wrong nor empty', async () => {
    let call = 0
    const disk: Disk = {
      ...nodeDisk,
      async readdir(path) {
        if (++call % 3 === 0) throw Object.assign(new Error('gone for a moment'), { code: 'EIO' })
        return (await nodeDisk.readdir(path)).reverse()
      },
    }
    const one = folder(disk)
    for (let at = 0; at < 5; at++) await one.putNew(`sync/${at}.seg`, bytes)
    let failed = 0
    for (let round = 0; round < 6; round++) {
      const listed = await one.list('sync/').catch((error: unknown) => {
        if (!isStoreError(error, 'unreachable')) throw error
        failed++
        return null
      })
      if (listed !== null) expect(listed.map((entry) => entry.name).sort()).toEqual([0, 1, 2, 3, 4].map((at) => `sync/${at}.seg`))
    }
    expect(failed).toBeGreaterThan(0)
  })

  it('R2: a share that hangs times out, holds at most two calls of the system, and works again afterwards', async () => {
    const share = hanging()
    const one = folder(share.disk)
    await one.putNew('1.seg', bytes)
    share.hang()
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => faultOf(one.list(''))))
    expect(new Set(outcomes)).toEqual(new Set(['timeout']))
    expect(share.waiting()).toBeLessThanOrEqual(2)
    expect(await faultOf(one.size('1.seg'))).toBe('timeout')
    expect(share.waiting()).toBeLessThanOrEqual(2)
    share.free()
    await expect.poll(() => faultOf(one.size('1.seg'))).toBe('none')
    expect(await one.size('1.seg')).toBe(10)
  })
})

describe('a server that fails', () => {
  it('R2: nobody listens, a server that hangs, and one that stops in the middle', async () => {
    const dead = await deadAddress()
    expect(await faultOf(store({ ...DAV, url: dead }).list(''))).toBe('unreachable')
    expect(await faultOf(store({ ...S3, endpoint: dead }).list(''))).toBe('unreachable')
    const silent = await answering(() => undefined)
    expect(await faultOf(store({ ...DAV, url: silent }, { policy: IMPATIENT }).list(''))).toBe('timeout')
    expect(await faultOf(store({ ...S3, endpoint: silent }, { policy: IMPATIENT }).putNew('1.seg', bytes))).toBe('timeout')
    const stuck = await answering((_, response) => void response.writeHead(200, { 'Content-Length': '10' }).write('01234'))
    expect(await faultOf(store({ ...S3, endpoint: stuck }, { policy: IMPATIENT }).read('1.seg'))).toBe('timeout')
    const broken = await answering((_, response) => void response.writeHead(200, { 'Content-Length': '10' }).write('01234', () => response.destroy()))
    expect(await faultOf(store({ ...S3, endpoint: broken }).read('1.seg'))).toBe('unreachable')
  })

  it('S4: a download that a server broke off keeps what came and goes on there', async () => {
    const content = Buffer.alloc(PART, 'x')
    const asked: (string | undefined)[] = []
    let breakOff = (): void => undefined
    const url = await answering((request, response) => {
      asked.push(request.headers.range)
      if (request.headers.range === undefined) {
        breakOff = () => void response.destroy()
        response.writeHead(200, { 'Content-Length': String(PART) }).write(content.subarray(0, 1000))
      } else response.writeHead(206, { 'Content-Range': `bytes 1000-${PART - 1}/${PART}`, 'Content-Length': String(PART - 1000) }).end(content.subarray(1000))
    })
    const part = join(tempFolder(), 'part')
    const one = store({ ...DAV, url })
    expect(await faultOf(one.readToFile('1.jpg', part, { onBytes: (got) => (got === 1000 ? breakOff() : undefined) }))).toBe('unreachable')
    await one.readToFile('1.jpg', part, {})
    expect(asked).toEqual([undefined, 'bytes=1000-'])
  })

  it('S7: what a server says is named by what a person can do', async () => {
    let status = 200
    const url = await answering((request, response) => {
      request.resume()
      response.writeHead(request.method === 'MKCOL' || request.method === 'DELETE' ? 201 : status, status === 301 ? { Location: 'https://elsewhere.example/' } : {}).end()
    })
    for (const [code, fault] of [[507, 'full'], [423, 'locked'], [403, 'denied'], [429, 'unreachable'], [503, 'unreachable'], [504, 'timeout'], [301, 'unsupported'], [405, 'unsupported'], [418, 'unsupported']] as const) {
      status = code
      expect(await faultOf(store({ ...DAV, url }).putNew('1.seg', bytes)), `HTTP ${code}`).toBe(fault)
    }
    // an ordinary web page where WebDAV or S3 was expected
    status = 200
    expect(await faultOf(store({ ...DAV, url }).list(''))).toBe('unsupported')
    const page = await answering((_, response) => void response.end('<!DOCTYPE html><html><body>Hello</body></html>'))
    expect(await faultOf(store({ ...S3, endpoint: page }).list(''))).toBe('damaged')
    for (const [code, fault] of [['AccessDenied', 'denied'], ['QuotaExceeded', 'full'], ['SlowDown', 'unreachable'], ['RequestTimeTooSkewed', 'credentials'], ['PermanentRedirect', 'unsupported']] as const) {
      const s3 = await answering((request, response) => {
        request.resume()
        response.writeHead(400, { 'Content-Type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
      })
      expect(await faultOf(store({ ...S3, endpoint: s3 }).list('')), code).toBe(fault)
    }
  })

  it('S6: a certificate that is not trusted is named; given in the settings it is trusted', async () => {
    const certificate = makeCertificate(tempFolder())
    const server = await serveSecurely(certificate, (_, response) => void response.writeHead(404).end())
    servers.push(server)
    expect(await faultOf(store({ ...DAV, url: server.url }).list(''))).toBe('certificate')
    expect(await faultOf(store({ ...DAV, url: server.url, certificate: certificate.cert }).list(''))).toBe('missing')
    expect(await faultOf(store({ ...S3, endpoint: server.url }).list(''))).toBe('certificate')
    // TLS spoken to a server that knows none
    const plain = await answering((_, response) => void response.end())
    expect(await faultOf(store({ ...DAV, url: plain.replace('http:', 'https:') }).list(''))).toBe('unsupported')
  })

  it('R6: neither passwords nor names of photos get into an error', async () => {
    const url = await answering((request, response) => {
      request.resume()
      response.writeHead(500).end('<Error><Code>InternalError</Code><Message>张三</Message></Error>')
    })
    for (const one of [store({ ...DAV, url }), store({ ...S3, endpoint: url }), store({ kind: 'folder', path: tempFolder() })]) {
      const error: unknown = await one.read('照片/张三_1~a1b2c3.jpg').catch((thrown: unknown) => thrown)
      expect(isStoreError(error)).toBe(true)
      const text = inspect(error, { depth: 9, showHidden: true })
      for (const secret of ['张三', USER.password, KEYS.secret, encodeURIComponent('张三')]) expect(text).not.toContain(secret)
    }
  })
})

describe('real servers that refuse', () => {
  let apache: Apache
  let s3: S3Server
  const kept = { folder: '' }
  beforeAll(async () => {
    apache = await startApache()
    kept.folder = mkdtempSync(join(tmpdir(), 'workstation-s3-'))
    s3 = await startS3(kept.folder, true)
  })
  afterAll(async () => {
    await Promise.all([apache?.stop(), s3?.stop()])
    if (kept.folder !== '') rmSync(kept.folder, { recursive: true, force: true })
  })

  it('S7: WebDAV: wrong password (Basic and Digest), nobody let in, only reading allowed, a wrong address', async () => {
    apache.makeFolder('team')
    for (const path of ['/basic', '/digest']) {
      expect(await faultOf(store({ ...DAV, url: `${apache.url}${path}/team`, password: 'wrong' }).list(''))).toBe('credentials')
      expect(await faultOf(store({ ...DAV, url: `${apache.url}${path}/team`, user: 'nobody' }).putNew('1.seg', bytes))).toBe('credentials')
      expect(await faultOf(store({ ...DAV, url: `${apache.url}${path}/nowhere` }).list(''))).toBe('missing')
      expect(await faultOf(store({ ...DAV, url: `${apache.url}${path}/nowhere` }).list('sync/'))).toBe('missing')
      expect(await faultOf(store({ ...DAV, url: `${apache.url}${path}/nowhere` }).putNew('1.seg', bytes))).toBe('missing')
    }
    expect(await faultOf(store({ ...DAV, url: `${apache.url}/denied/team` }).list(''))).toBe('denied')
    const closed = store({ ...DAV, url: `${apache.url}/closed/team` })
    expect(await closed.list('')).toEqual([])
    expect(await faultOf(closed.putNew('1.seg', bytes))).toBe('denied')
  })

  it('S2: WebDAV: a claim that another device left behind is waited for, and taken over when it is old', async () => {
    const folder = apache.makeFolder('claims')
    const url = `${apache.url}/basic/claims`
    const open = (owner: string, stale: number): OpenStore => {
      const made = openTestStore({ ...DAV, url }, owner, { policy: { ...IMPATIENT, silence: 30_000, claim: { wait: 300, stale } } })
      opened.push(made)
      return made
    }
    // Made by a device that was switched off in the middle.
    const leave = (owner: string): void => writeFileSync(join(apache.makeFolder('claims', tempName('claim', nameMark('1.seg'))), `${nameMark(owner).slice(0, 8)}-0123`), 'half')
    leave('device-b')
    expect(await faultOf(open('device-a', 600_000).putNew('1.seg', bytes))).toBe('locked')
    expect(await open('device-a', -1).putNew('1.seg', bytes)).toBe('stored')
    expect(readdirSync(folder)).toEqual(['1.seg'])
    // Its own it takes back at once.
    rmSync(join(folder, '1.seg'))
    leave('device-a')
    expect(await open('device-a', 600_000).putNew('1.seg', bytes)).toBe('stored')
    expect(readdirSync(folder)).toEqual(['1.seg'])
  })

  it('S7: S3: wrong key, wrong secret, wrong bucket', async () => {
    const at = { ...S3, endpoint: s3.endpoint }
    expect(await faultOf(store({ ...at, secret: 'wrong' }).list(''))).toBe('credentials')
    expect(await faultOf(store({ ...at, accessKeyId: 'nobody' }).putNew('1.seg', bytes))).toBe('credentials')
    for (const work of [(one: OpenStore) => one.list('sync/'), (one: OpenStore) => one.read('1.seg'), (one: OpenStore) => one.putNew('1.seg', bytes)]) {
      expect(await faultOf(work(store({ ...at, bucket: 'elsewhere' })))).toBe('missing')
    }
  })

  it('X9: a listing with nothing new costs one request where the server lists trees', async () => {
    apache.makeFolder('trees')
    const one = store({ ...S3, endpoint: s3.endpoint, prefix: 'trees' })
    for (const name of ['sync/a/1.seg', 'sync/b/1.seg', 'sync/b/2.seg']) await one.putNew(name, bytes)
    const before = s3.requests.length
    expect((await one.list('sync/')).length).toBe(3)
    expect(s3.requests.length - before).toBe(1)
  })

  it('S2: S3: a server that honours the condition is asked nothing beforehand once that is known', async () => {
    const one = store({ ...S3, endpoint: s3.endpoint, prefix: 'conditions' })
    await one.putNew('1.seg', bytes)
    expect(await one.exclusive()).toBe(true)
    const before = s3.requests.length
    expect(await one.putNew('2.seg', bytes)).toBe('stored')
    expect(await one.putNew('2.seg', bytes)).toBe('exists')
    expect(s3.requests.slice(before).map((line) => line.split(' ')[0])).toEqual(['PUT', 'PUT'])
  })
})
