import { appendFile, copyFile, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test, type Page } from '@playwright/test'
import { dataPaths } from '../../src/backend/db/data-folder'
import { root } from '../e2e/support/app'
import { dropFiles, pane, press } from '../e2e/support/desk'
import { resize } from '../e2e/support/looks'
import { everyLook, USUAL } from './support/look'
import { gather, goTo, type Pc, type Team } from './support/team'

/**
 * The screens of the photo archive that people turn to when something is to be put in order (A2, A3, A6): the inbox, the check of the files and
 * the bin; empty, with content, and with what went wrong. Each in both languages, light and dark, at 1366×768.
 */
const DAY = 86_400_000
const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
const sizes = [USUAL]
let team: Team
let a: Pc
let page: Page
let caseId: string
let slot: string

interface Filed {
  readonly photo: { readonly linkId: string; readonly archivedAs: string } | null
}
const add = (names: readonly string[], onto: string | null, buyerNick?: string): Promise<Filed[]> => a.rpc.call<Filed[]>('photos.addFiles', { paths: names.map(fixture), ...(onto === null ? {} : { caseId: onto }), ...(buyerNick === undefined ? {} : { buyerNick }) })

test.beforeAll(async () => {
  team = await gather('photo-looks')
  a = await team.founded('user-a', '云间家居旗舰店', '张敏')
  page = a.launched.page
  for (const [buyerNick, orderNo] of [['amy.w', '2026112000088822'], ['名字特别特别长的买家昵称_'.repeat(4), '2026112000088821']] as const) {
    const made = await a.rpc.call<{ id: string; evidenceSlots: readonly { slot: string }[] }>('cases.create', { kind: 'damaged', buyerNick, orderNo, note: '箱子压扁了' })
    caseId = made.id
    slot = made.evidenceSlots[0]?.slot ?? ''
  }
  await expect(pane(page, 'queue').getByRole('option')).toHaveCount(2)
})
test.afterAll(() => team.close())

async function inbox(): Promise<void> {
  await goTo(a, 'p', 'photos')
  await press(page, 'Shift+I')
  await expect(pane(page, 'photos').getByRole('status')).toBeVisible()
  await everyLook(a.launched, 'photos-inbox-empty', { sizes })
  await add(['flower.jpg', '4.webp', 'Landscape_1.jpg', 'animated-loop-3.gif', 'pil_sample_cmyk.jpg', 'Landscape_4.jpg', 'exif_gps.jpg'], null)
  await expect(page.getByTestId('photo-grid').getByRole('option')).toHaveCount(7)
  await everyLook(a.launched, 'photos-inbox', { sizes })
  await goTo(a, 'q', 'queue')
  await press(page, 'Home')
  await expect(pane(page, 'case')).toHaveAttribute('aria-label', /.+/)
  await goTo(a, 'p', 'photos')
  await page.getByTestId('photo-grid').focus()
  await press(page, 'Home')
  await expect(page.getByTestId('inbox-file')).toBeVisible()
  await everyLook(a.launched, 'photos-inbox-case', { sizes })
  await dropFiles(page, pane(page, 'photos').locator('.photos'), ['flower.jpg', 'truncated.jpg', 'zero_byte.jpg', 'broken.png', 'decompression_bomb.gif', 'Landscape_2.jpg'].map(fixture))
  await expect(page.getByTestId('photo-results')).toBeVisible()
  await expect(page.getByTestId('photo-results').locator('[data-outcome]')).toHaveCount(6)
  await everyLook(a.launched, 'photos-inbox-refused', { sizes })
  await resize(a.launched.app, page, 700, 768)
  await everyLook(a.launched, 'photos-inbox', { sizes: [[700, 768]] })
  await resize(a.launched.app, page, ...USUAL)
  await goTo(a, 'p', 'photos')
  await press(page, 'Escape')
}

const care = () => page.getByTestId('photo-care')
async function open(key: string, id: string): Promise<void> {
  await page.evaluate(`document.activeElement?.blur()`)
  await press(page, key)
  await expect(care().getByTestId(id)).toBeVisible()
}
async function close(): Promise<void> {
  await press(page, 'Escape')
  await expect(care()).toHaveCount(0)
}

async function bin(): Promise<void> {
  await page.evaluate(`document.activeElement?.blur()`)
  await press(page, 'Shift+B')
  await expect(care().getByRole('status')).toBeVisible()
  await everyLook(a.launched, 'photos-bin-empty', { sizes })
  await close()
  const names = ['Landscape_3.jpg', 'Landscape_5.jpg', 'Landscape_6.jpg', 'animated-loop-3.webp', 'png_named.jpg']
  const filed = await add(names, caseId)
  // one that fills an evidence box: that is said before it goes
  const [needed] = await add(['Landscape_7.jpg'], caseId)
  await a.rpc.call('photos.assign', { linkId: needed?.photo?.linkId, caseId, slot })
  const reasons = ['拍错了，不是这个包裹', '重复', '买家撤回了申请，这张不再需要；主管已同意', `${'很长的原因，写了很多很多；'.repeat(24)}`, '模糊']
  // what it says to somebody who bins one that is needed
  await goTo(a, 'q', 'queue')
  await pane(page, 'queue').getByText('名字特别特别长').first().click()
  await goTo(a, 'p', 'photos')
  await press(page, 'Escape')
  await expect(page.getByTestId('photo-grid').getByRole('option')).toHaveCount(names.length + 1)
  await page.getByTestId('photo-grid').focus()
  await press(page, 'Home', 'Delete')
  await expect(page.getByTestId('bin-dialog')).toBeVisible()
  await everyLook(a.launched, 'photos-bin-ask', {
    sizes,
    again: async () => {
      await page.getByTestId('bin-save').click()
      await expect(page.getByTestId('bin-dialog').getByRole('alert')).toBeVisible()
    },
  })
  await press(page, 'Escape')
  for (const [at, { photo }] of filed.entries()) await a.rpc.call('photoCare.bin', { linkId: photo?.linkId, reason: reasons[at] })
  await agedBin()
  await open('Shift+B', 'bin-list')
  await expect(care().getByTestId('bin-list').getByRole('option')).toHaveCount(names.length)
  await everyLook(a.launched, 'photos-bin', { sizes })
  await page.getByTestId('bin-purge').click()
  await everyLook(a.launched, 'photos-bin-sure', { sizes })
  await close()
}
/** Some lie there for weeks: as if they had been binned then. The row's other columns stay. */
async function agedBin(): Promise<void> {
  await team.end(a.launched)
  const db = new DatabaseSync(dataPaths(a.dataDir).database)
  const rows = db.prepare('SELECT id FROM photo_link WHERE binned_at IS NOT NULL ORDER BY id').all()
  for (const [at, row] of rows.entries()) db.prepare('UPDATE photo_link SET binned_at = ? WHERE id = ?').run(Date.now() - [0, 3, 12, 28, 29.5][at % 5]! * DAY, String(row['id']))
  db.close()
  await team.again(a, '张敏')
  page = a.launched.page
  await goTo(a, 'p', 'photos')
}

async function check(): Promise<void> {
  const archive = join(a.dataDir, '售后问题图片')
  await open('Shift+V', 'check-start')
  await everyLook(a.launched, 'photos-check', { sizes })
  const again = async (what: string): Promise<void> => {
    await page.getByTestId('check-start').click()
    await expect(care().getByTestId(what)).toBeVisible()
    await expect(page.getByTestId('check-panel')).toHaveAttribute('data-phase', 'done')
  }
  await again('check-summary')
  await everyLook(a.launched, 'photos-check-clean', { sizes })
  await plant()
  await again('check-missing')
  await everyLook(a.launched, 'photos-check-found', { sizes })
  await page.getByTestId('check-foreign').scrollIntoViewIfNeeded()
  await everyLook(a.launched, 'photos-check-found-below', { sizes })
  await rename(archive, `${archive}-away`)
  await again('check-all-missing')
  await everyLook(a.launched, 'photos-check-gone', { sizes })
  await rename(`${archive}-away`, archive)
  await close()
}
/** What people do to a folder: move, change, bring in, lose. */
async function plant(): Promise<void> {
  const { rows } = await a.rpc.call<{ rows: readonly { archivedAs: string }[] }>('photos.list', { limit: 20 })
  const paths = rows.map(({ archivedAs }) => join(a.dataDir, archivedAs))
  const [missing, altered, moved] = paths
  if (missing === undefined || altered === undefined || moved === undefined) throw new Error('there are too few photos')
  const folder = missing.replace(/[^/\\]+$/, '')
  await copyFile(fixture('app13-multiple.jpg'), join(folder, '手机里拷来的.jpg'))
  await writeFile(join(folder, '买家说的话.txt'), '箱子压扁了')
  await rename(missing, join(team.folder, 'backup.jpg'))
  const bytes = await readFile(altered)
  await unlink(altered)
  await writeFile(altered, bytes)
  await appendFile(altered, 'changed')
  await rename(moved, join(folder, '自己改的名字.jpg'))
}

/** One after the other in one test: each begins where the one before has left the window, and a finding about a screen stops none of them. */
test('A2, A3, A6: inbox, bin and check of the photos, empty, filled, and with what went wrong', async () => {
  await test.step('inbox', inbox)
  await test.step('bin', bin)
  await test.step('check', check)
})
