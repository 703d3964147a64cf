import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkStore } from '../../src/backend/sync/check-store'
import type { Disk } from '../../src/backend/sync/disk'
import { nodeDisk } from '../../src/backend/sync/disk'
import type { StoreCheck, StoreSettings } from '../../src/contract/sync-store'
import { storeCheckSchema, storeSettingsSchema } from '../../src/contract/sync-store'
import { tempFolder } from '../support/folders'
import { startApache, USER, type Apache } from '../support/sync/apache'
import { failing } from '../support/sync/disks'
import { BUCKET, KEYS, startS3, type S3Server } from '../support/sync/s3-server'
import { deadAddress } from '../support/sync/servers'
import { IMPATIENT, POLICY } from '../support/sync/stores'

const S3 = { kind: 's3', region: 'us-east-1', bucket: BUCKET, prefix: '', ...KEYS, style: 'path' } as const
const check = async (settings: StoreSettings, more: { disk?: Disk; now?: () => number } = {}): Promise<StoreCheck> => {
  const result = await checkStore(settings, { owner: 'device-a', policy: more.disk ? IMPATIENT : POLICY, ...more })
  return storeCheckSchema.parse(result)
}
/** The first step that failed with its fault, and which steps were never reached. */
const failure = (result: StoreCheck): string | null => {
  const failed = result.steps.find((step) => step.result === 'failed' && step.step !== 'clock')
  return failed === undefined ? null : `${failed.step} ${failed.fault}`
}
const reached = (result: StoreCheck): string[] => result.steps.filter((step) => step.result === 'ok').map((step) => step.step)
const ALL = ['reach', 'sign-in', 'list', 'write', 'read', 'find', 'remove', 'clock']

describe('the connection test', () => {
  let apache: Apache
  let modern: S3Server
  let older: S3Server
  const folders: string[] = []
  const keep = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'workstation-s3-'))
    folders.push(folder)
    return folder
  }
  beforeAll(async () => {
    apache = await startApache()
    modern = await startS3(keep(), true)
    older = await startS3(keep(), false)
  })
  afterAll(async () => {
    await Promise.all([apache?.stop(), modern?.stop(), older?.stop()])
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  it('S7: goes through every step on every store and leaves nothing behind', async () => {
    const path = tempFolder()
    const root = apache.makeFolder('checked')
    const folder = await check({ kind: 'folder', path })
    const dav = await check({ kind: 'webdav', url: `${apache.url}/digest/checked`, ...USER })
    const s3 = await check({ ...S3, endpoint: modern.endpoint })
    for (const result of [folder, dav, s3]) {
      expect(result.steps.map((step) => step.step)).toEqual(ALL)
      expect(reached(result)).toEqual(ALL)
      expect(result.ok).toBe(true)
      expect(Math.abs(result.clockDifference ?? Number.NaN)).toBeLessThan(POLICY.clock.warn)
    }
    // a folder may be a share or one that other software synchronises: nothing here tells
    expect([folder.exclusive, dav.exclusive, s3.exclusive]).toEqual([null, true, true])
    expect([folder.encrypted, dav.encrypted, s3.encrypted]).toEqual([true, false, false])
    expect([readdirSync(path), readdirSync(root)]).toEqual([[], []])
    expect(existsSync(join(folders[0] ?? '', BUCKET, 'connection-test'))).toBe(false)
  })

  it('S7: says that a server without conditional writes cannot keep two devices apart for certain', async () => {
    expect(await check({ ...S3, endpoint: older.endpoint })).toMatchObject({ ok: true, exclusive: false })
  })

  it('S7: names the step and what is wrong', async () => {
    const dead = await deadAddress()
    const url = `${apache.url}/basic/checked`
    apache.makeFolder('checked')
    expect(failure(await check({ kind: 'webdav', url: dead, ...USER }))).toBe('reach unreachable')
    expect(failure(await check({ kind: 'webdav', url, ...USER, password: 'wrong' }))).toBe('sign-in credentials')
    expect(failure(await check({ kind: 'webdav', url: `${apache.url}/basic/nowhere`, ...USER }))).toBe('reach missing')
    expect(failure(await check({ kind: 'webdav', url: `${apache.url}/denied`, ...USER }))).toBe('list denied')
    expect(failure(await check({ ...S3, endpoint: modern.endpoint, secret: 'wrong' }))).toBe('sign-in credentials')
    expect(failure(await check({ ...S3, endpoint: modern.endpoint, bucket: 'elsewhere' }))).toBe('reach missing')
    const nowhere = await check({ kind: 'folder', path: join(tempFolder(), 'nas') })
    expect(failure(nowhere)).toBe('reach missing')
    expect(reached(nowhere)).toEqual([])
    const closed = await check({ kind: 'webdav', url: `${apache.url}/closed/checked`, ...USER })
    expect(failure(closed)).toBe('write denied')
    expect(reached(closed)).toEqual(['reach', 'sign-in', 'list'])
    expect(closed).toMatchObject({ ok: false, exclusive: null })
    expect(closed.steps.filter((step) => step.result === 'skipped').map((step) => step.step)).toEqual(['read', 'find', 'remove', 'clock'])
  })

  it('S7: a step that fails in the middle still takes the probe away', async () => {
    const path = tempFolder()
    expect(failure(await check({ kind: 'folder', path }, { disk: failing('mkdir', 'EROFS') }))).toBe('write read-only')
    let reads = 0
    const disk: Disk = { ...nodeDisk, open: (async (...args: Parameters<Disk['open']>) => (args[1] === 'r' && ++reads > 0 ? Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' })) : nodeDisk.open(...args))) as Disk['open'] }
    expect(failure(await check({ kind: 'folder', path }, { disk }))).toBe('read denied')
    expect(reads).toBeGreaterThan(0)
    expect(readdirSync(path)).toEqual([])
  })

  it('S3: a clock that is hours off is shown with its difference and does not fail the test', async () => {
    const hours = 3 * 3_600_000
    for (const settings of [{ kind: 'folder', path: tempFolder() }, { kind: 'webdav', url: `${apache.url}/basic/checked`, ...USER }] as const) {
      const result = await check(settings, { now: () => Date.now() + hours })
      expect(result.ok).toBe(true)
      expect(result.steps.at(-1)).toMatchObject({ step: 'clock', result: 'failed', fault: null })
      expect(Math.abs((result.clockDifference ?? 0) + hours)).toBeLessThan(POLICY.clock.warn)
    }
  })

  it('S6: settings hold an address without a user in it, and no other field', () => {
    const good = { kind: 'webdav', url: 'https://nas.example/dav/team', user: 'a', password: 'b' }
    expect(storeSettingsSchema.safeParse(good).success).toBe(true)
    for (const url of ['ftp://nas.example/', 'https://user:secret@nas.example/', 'nas.example', 'https://nas.example/?a=1']) {
      expect(storeSettingsSchema.safeParse({ ...good, url }).success, url).toBe(false)
    }
    expect(storeSettingsSchema.safeParse({ ...good, token: 'x' }).success).toBe(false)
    expect(storeSettingsSchema.parse({ kind: 's3', endpoint: 'http://127.0.0.1:9000', bucket: 'team', accessKeyId: 'k', secret: 's' })).toMatchObject({ region: 'us-east-1', prefix: '', style: 'path' })
    for (const prefix of ['/a', 'a/']) expect(storeSettingsSchema.safeParse({ kind: 's3', endpoint: 'http://127.0.0.1:9000', bucket: 'team', prefix, accessKeyId: 'k', secret: 's' }).success).toBe(false)
  })
})
