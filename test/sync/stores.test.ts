import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { StoreSettings } from '../../src/contract/sync-store'
import { tempFolder } from '../support/folders'
import { startApache, USER, type Apache } from '../support/sync/apache'
import { createMemoryShare } from '../support/sync/memory-store'
import { BUCKET, KEYS, startS3, type S3Server } from '../support/sync/s3-server'
import { openTestStore, PART } from '../support/sync/stores'
import { describeStore, type StorePlace } from './store-conformance'

const kept: string[] = []

describe('one suite for every store', () => {
  let apache: Apache
  let modern: S3Server
  let older: S3Server
  let count = 0
  beforeAll(async () => {
    apache = await startApache()
    modern = await startS3(keep(), true)
    older = await startS3(keep(), false)
  })
  afterAll(async () => {
    await Promise.all([apache?.stop(), modern?.stop(), older?.stop()])
    for (const folder of kept.splice(0)) rmSync(folder, { recursive: true, force: true })
  })

  const place = (settings: StoreSettings): StorePlace => ({ open: (owner) => openTestStore(settings, owner) })
  const dav = (path: string) => async (): Promise<StorePlace> => {
    const folder = `team-${count++}`
    apache.makeFolder(folder)
    return {
      ...place({ kind: 'webdav', url: `${apache.url}${path}/${folder}`, ...USER }),
      plant(name, content) {
        const parts = name.split('/')
        const file = parts.pop() ?? ''
        writeFileSync(join(apache.makeFolder(folder, ...parts), file), content)
      },
    }
  }
  const folder = async (): Promise<StorePlace> => {
    const path = tempFolder()
    return {
      ...place({ kind: 'folder', path }),
      plant(name, content) {
        mkdirSync(dirname(join(path, name)), { recursive: true })
        writeFileSync(join(path, name), content)
      },
    }
  }
  const s3 = (server: () => S3Server) => async (): Promise<StorePlace> =>
    place({ kind: 's3', endpoint: server().endpoint, region: 'us-east-1', bucket: BUCKET, prefix: `售后/team-${count++}`, ...KEYS, style: 'path' })

  describeStore('folder', { fresh: folder, resumes: true, exclusive: true })
  describeStore('WebDAV: Apache, Basic, folder by folder', { fresh: dav('/basic'), resumes: false, exclusive: true })
  describeStore('WebDAV: Apache, Digest, whole trees', { fresh: dav('/digest'), resumes: false, exclusive: true })
  describeStore('S3: with conditional writes', { fresh: s3(() => modern), resumes: true, exclusive: true })
  describeStore('S3: without conditional writes', { fresh: s3(() => older), resumes: false, exclusive: false })
  describeStore('memory', {
    fresh: async () => {
      const share = createMemoryShare({ partBytes: PART })
      return { open: (owner = 'device-a') => share.open(owner) }
    },
    resumes: true,
    exclusive: true,
  })
})

/** Stays for the whole file, unlike `tempFolder`. */
function keep(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workstation-s3-'))
  kept.push(folder)
  return folder
}
