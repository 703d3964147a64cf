import { afterEach, describe, expect, it } from 'vitest'
import { countConflicts, countReviews, putReview } from '../../src/backend/repositories/sync-conflicts'
import { createCase, updateCase } from '../../src/backend/services/case-write'
import { decideConflict, listConflicts } from '../../src/backend/services/sync/conflicts'
import { readVaultRecord } from '../../src/backend/services/sync/link'
import { admit, enterVault, forget, openLink } from '../../src/backend/services/sync/vault'
import { checkCode } from '../../src/backend/sync/keys'
import { StoreError, type FileStore } from '../../src/backend/sync/store'
import { tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'
import { actualOf, differences } from './simulator/model'

const devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})

async function device(name: string, folder: string, options: { empty?: boolean } = {}): Promise<TeamDevice> {
  const made = await openDevice(name, folderStore(folder, name), { seed: devices.length + 1, ...options })
  devices.push(made)
  return made
}

/** Where two PCs have other values, stamps or heads. */
const apart = (one: TeamDevice, other: TeamDevice): string[] => differences(actualOf(one.kernel), actualOf(other.kernel))
/** Heads of the conflicts of a row. */
const headsOf = (kernel: TeamDevice['kernel'], row: string): unknown[] => kernel.db.readable.prepare('SELECT field_group, hlc FROM sync_head WHERE row_id = ?').all(row)

/** A store that takes no file whose name begins so. */
const refusing = (store: FileStore, prefix: string): FileStore => ({ ...store, putNew: (name, bytes) => (name.startsWith(prefix) ? Promise.reject(new StoreError('timeout', 'simulated')) : store.putNew(name, bytes)) })

const enter = (joining: TeamDevice, first: TeamDevice): Promise<void> =>
  enterVault(joining.kernel, joining.actor, joining.store, { vault: readVaultRecord(first.kernel.read)?.id ?? '', deviceName: joining.name, passphrase: null })

async function letIn(joining: TeamDevice, first: TeamDevice): Promise<void> {
  await admit(first.kernel, await openLink(first.kernel, first.store), first.actor, { deviceId: joining.kernel.deviceId, checkCode: checkCode(readVaultRecord(joining.kernel.read)?.publicKey ?? ''), rights: 'full' })
}

function editSummary(one: TeamDevice, id: string, summary: string): void {
  one.clock.now += 60_000
  updateCase(one.kernel, one.actor, id, { summary })
}

const summaryOf = (one: TeamDevice, id: string): unknown => one.kernel.db.readable.prepare('SELECT summary FROM cases WHERE id = ?').pluck().get(id)
/** What the heads of a conflict say, sorted by their text. */
const heads = (one: TeamDevice, row: string): unknown[] =>
  one.kernel.db.readable.prepare<[string], { said: string }>("SELECT json_extract(fields, '$.summary') AS said FROM sync_head WHERE row_id = ? AND field_group = 'what' ORDER BY said").all(row).map(({ said }) => said)

describe('joining again', { timeout: 120_000 }, () => {
  it('S3, S5: work of its own that a joining which failed had put there under another name is known to its later edits, on every PC', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    const late = await device('李雷', folder)
    const made = createCase(late.kernel, late.actor, { kind: 'damaged', buyerNick: '云间客' })
    await gather(first, [])
    const store = late.store
    late.store = refusing(store, 'sync/requests/')
    await expect(enter(late, first)).rejects.toThrow('simulated')
    const named = late.kernel.deviceId
    late.store = store
    await enter(late, first)
    expect(late.kernel.deviceId, 'the base lies there under the first name').not.toBe(named)
    editSummary(late, made.id, '杯口有缺')
    await letIn(late, first)
    const third = await device('王芳', folder, { empty: true })
    await enter(third, first)
    await letIn(third, first)
    await settle([first, late, third])
    for (const one of [first, late, third]) expect(headsOf(one.kernel, made.id)).toEqual([])
    expect(apart(first, late)).toEqual([])
    expect(apart(third, late)).toEqual([])
  })

  it('S3, S5: what a PC had written and not sent when it left comes with it when it joins again, and its later edits know it', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    const other = await device('李雷', folder, { empty: true })
    await gather(first, [other])
    const made = createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: '云间客' })
    await settle([first, other])
    const store = other.store
    other.store = refusing(store, 'sync/streams/')
    editSummary(other, made.id, '少发一件')
    const own = createCase(other.kernel, other.actor, { kind: 'lost', buyerNick: '小满' })
    await expect(other.round(), 'cut, and not sent').rejects.toThrow('simulated')
    other.store = store
    forget(other.kernel, other.actor)
    await enter(other, first)
    editSummary(other, own.id, '外箱破了')
    await letIn(other, first)
    await settle([first, other])
    expect(apart(first, other)).toEqual([])
    expect(headsOf(first.kernel, own.id)).toEqual([])
    expect(first.kernel.db.readable.prepare('SELECT summary FROM cases WHERE id = ?').pluck().get(own.id)).toBe('外箱破了')
  })

  it('S3, S5: a team that founds another vault: what its PCs had read of each other in the former one is known to their later edits', async () => {
    const [old, folder] = [tempFolder(), tempFolder()]
    const first = await device('张敏', old)
    const other = await device('李雷', old, { empty: true })
    await gather(first, [other])
    await settle([first, other])
    const made = createCase(other.kernel, other.actor, { kind: 'damaged', buyerNick: '云间客' })
    await settle([first, other])
    forget(first.kernel, first.actor)
    forget(other.kernel, other.actor)
    for (const one of [first, other]) one.store = folderStore(folder, one.name)
    await gather(first, [])
    editSummary(first, made.id, '杯口有缺')
    await enter(other, first)
    await letIn(other, first)
    await settle([first, other])
    const third = await device('王芳', folder, { empty: true })
    await enter(third, first)
    await letIn(third, first)
    await settle([first, other, third])
    for (const one of [other, third]) expect(apart(first, one)).toEqual([])
    expect(headsOf(first.kernel, made.id)).toEqual([])
  })

  it('S5: a founding that failed leaves nothing behind: the PC joins with all its work', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    await gather(first, [])
    const late = await device('李雷', folder)
    const made = createCase(late.kernel, late.actor, { kind: 'damaged', buyerNick: '云间客' })
    late.store = refusing(folderStore(tempFolder(), 'elsewhere'), 'sync/vault-')
    await expect(gather(late, [])).rejects.toThrow('simulated')
    late.store = folderStore(folder, late.name)
    await enter(late, first)
    await letIn(late, first)
    await settle([first, late])
    expect(apart(first, late)).toEqual([])
    expect(first.kernel.db.readable.prepare('SELECT count(*) FROM cases WHERE id = ?').pluck().get(made.id)).toBe(1)
  })

  it('S5: a PC that learns only while it joins that its name is taken (a listing of before did not show it) brings its work under another one', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    await gather(first, [])
    const late = await device('李雷', folder)
    const made = createCase(late.kernel, late.actor, { kind: 'damaged', buyerNick: '云间客' })
    const { store } = late
    const named = late.kernel.deviceId
    const isRequest = (name: string): boolean => name.startsWith('sync/requests/')
    late.store = { ...store, putNew: async (name, bytes) => (await store.putNew(name, bytes), isRequest(name) ? Promise.reject(new StoreError('timeout', 'simulated')) : 'stored') }
    await expect(enter(late, first)).rejects.toThrow('simulated')
    late.store = { ...store, list: async (prefix) => (await store.list(prefix)).filter(({ name }) => !name.includes(named)) }
    await enter(late, first)
    expect(late.kernel.deviceId).not.toBe(named)
    late.store = store
    editSummary(late, made.id, '杯口有缺')
    await letIn(late, first)
    await settle([first, late])
    expect(apart(first, late)).toEqual([])
    expect(headsOf(first.kernel, made.id)).toEqual([])
  })

  it('S3: a conflict that is open when a PC leaves stays open on it: both values are shown, and a person decides', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    const other = await device('李雷', folder, { empty: true })
    await gather(first, [other])
    const made = createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: '云间客' })
    await settle([first, other])
    editSummary(first, made.id, '杯口有缺')
    editSummary(other, made.id, '少发一件')
    await settle([first, other])
    forget(other.kernel, other.actor)
    const [conflict] = listConflicts(other.kernel, other.actor, { limit: 10 }).rows
    const saidBy = (side: { readonly values: unknown }): string[] => ['少发一件', '杯口有缺'].filter((text) => JSON.stringify(side.values).includes(text))
    expect(conflict?.sides.map(saidBy)).toHaveLength(2)
    expect(conflict?.sides.flatMap(saidBy)).toEqual(expect.arrayContaining(['少发一件', '杯口有缺']))
    const lost = conflict?.sides.find(({ holds }) => !holds)
    const [chosen] = lost === undefined ? [] : saidBy(lost)
    decideConflict(other.kernel, other.actor, { table: 'cases', row: made.id, group: 'what', stamp: lost?.stamp ?? '' })
    expect(countConflicts(other.kernel.read)).toBe(0)
    expect(summaryOf(other, made.id)).toBe(chosen)
  })

  it('S3, S5: a value that a PC had not sent and that did not hold comes along when it leaves and joins again', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    const other = await device('李雷', folder, { empty: true })
    await gather(first, [other])
    const made = createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: '云间客' })
    await settle([first, other])
    editSummary(first, made.id, '杯口有缺')
    await first.round()
    const { store } = other
    let isEdited = false
    // between sending and reading: the clock of this PC is behind, so that what comes holds
    other.store = { ...store, read: (name) => {
      if (!isEdited && name.startsWith('sync/streams/')) {
        isEdited = true
        other.clock.now -= 60_000
        editSummary(other, made.id, '少发一件')
      }
      return store.read(name)
    } }
    await other.round()
    other.store = store
    expect(summaryOf(other, made.id)).toBe('杯口有缺')
    forget(other.kernel, other.actor)
    await enter(other, first)
    await letIn(other, first)
    await settle([first, other])
    for (const one of [first, other]) expect(heads(one, made.id)).toEqual(['少发一件', '杯口有缺'])
    expect(apart(first, other)).toEqual([])
  })

  it('S3: what waits for a review when a PC leaves can be settled there', async () => {
    const one = await device('张敏', tempFolder())
    await gather(one, [])
    one.kernel.write(one.actor, { name: 'test' }, (tx) => putReview(tx, { id: 'match:a+b', kind: 'match', tableName: 'recon_match', rowIds: '["a","b"]', caseId: null, detail: '{}', foundAt: tx.now, settledAt: null, settledBy: null }))
    forget(one.kernel, one.actor)
    expect(countReviews(one.kernel.read)).toBe(1)
  })
})
