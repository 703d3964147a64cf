import { expect, test } from '@playwright/test'
import { dataPaths } from '../../src/backend/db/data-folder'
import { press } from '../e2e/support/desk'
import { everyLook } from './support/look'
import { fillDecisions } from './support/decisions'
import { CASES, gather, nameOf, narrow, session, signIn, toTab, together, type Pc, type Team } from './support/team'

/**
 * What people have to decide (S3): hundreds of conflicts with both values and who wrote them, and what the merge set aside. Each in both
 * languages, light and dark, at 1366×768 and 1920×1080.
 */
let team: Team
let a: Pc
let supervisor: string

test.beforeAll(async () => {
  team = await gather('sharing-decisions')
  a = await team.demo('user-a', CASES)
  supervisor = await nameOf(a, 'supervisor')
  const b = await team.founded('user-b', (await session(a)).shops[0]?.name ?? '', '仓库小陈')
  await together({ kind: 'folder', path: team.store }, '星海售后组', [a, '客服 1 号机'], [b, '仓库退货台旁边那台很旧的电脑（名字特别长）'])
  await team.end(b.launched)
  // as other PCs would have written it: the engine's own tests bring such heads here through a store
  await team.end(a.launched)
  fillDecisions(dataPaths(a.dataDir).database)
  await team.again(a, supervisor)
})
test.afterAll(() => team.close())

async function conflicts(): Promise<void> {
  const { page } = a.launched
  await toTab(a, 2)
  await expect(page.getByTestId('sync-conflict').first()).toBeVisible()
  await everyLook(a.launched, 'sync-conflicts')
  await page.getByTestId('sync-conflict').first().focus()
  for (let at = 0; at < 6; at += 1) await press(page, 'ArrowDown')
  await everyLook(a.launched, 'sync-conflicts-below')
  await narrow(a, 'sync-conflicts')
}

async function reviews(): Promise<void> {
  const { page } = a.launched
  await toTab(a, 3)
  await expect(page.getByTestId('sync-review').first()).toBeVisible()
  await everyLook(a.launched, 'sync-reviews')
  await page.getByTestId('sync-review').last().scrollIntoViewIfNeeded()
  await everyLook(a.launched, 'sync-reviews-below')
  await narrow(a, 'sync-reviews')
}

async function forAgents(): Promise<void> {
  await signIn(a, await nameOf(a, 'agent'))
  await toTab(a, 2)
  await everyLook(a.launched, 'sync-conflicts-agent')
  await toTab(a, 3)
  await everyLook(a.launched, 'sync-reviews-agent')
}

/** One after the other in one test: a finding about a screen stops none of the others. */
test('S3: conflicts with both values and who wrote them, and what is to be reviewed', async () => {
  await test.step('conflicts', conflicts)
  await test.step('reviews', reviews)
  await test.step('of somebody who decides less', forAgents)
})
