import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { storesFileSchema } from '../../../src/contract/store-policy'
import { openStore } from '../../../src/backend/sync/open-store'
import type { FileStore } from '../../../src/backend/sync/store'
import { ROOT } from '../folders'

const policy = storesFileSchema.parse(parse(readFileSync(join(ROOT, 'resources', 'policies', 'stores.yaml'), 'utf8')))

/** The shipped folder store on a folder of a test. */
export const folderStore = (path: string, owner: string): FileStore => openStore({ kind: 'folder', path }, { owner, policy })
