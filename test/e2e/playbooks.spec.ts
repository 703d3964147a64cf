import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { goTo, noticesGone, press, shot, tabTo } from './support/desk'
import { overflowing, picture, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** Playbooks: an agent answers questions by keyboard, a supervisor edits the files behind them (P1–P3, U2, U3). */
test.describe.serial('playbooks', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string

  test.beforeAll(async () => {
    folder = await temporaryFolder('playbooks')
    await mkdir(resultsDir, { recursive: true })
    launched = await launchApp({ env: { TZ: 'Asia/Shanghai' } })
    page = launched.page
    rpc = await pageRpc(page)
    await rpc.call('session.setUp', { dataDir: join(folder, 'data'), shop: { name: '云间家居旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    await page.reload()
    await expect(page.getByTestId('pane-queue')).toBeVisible()
    rpc = await pageRpc(page)
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const card = (): Locator => page.getByTestId('case-next-step')
  const editor = (): Locator => page.getByTestId('policy-text')
  async function openCase(kind: string, buyerNick: string): Promise<string> {
    const { id } = await rpc.call<{ id: string }>('cases.create', { kind, buyerNick, note: '买家来问' })
    await goTo(page, 'q', 'queue')
    await page.getByTestId('pane-queue').getByText(buyerNick).first().click()
    await goTo(page, 's', 'case')
    await expect(page.getByTestId('case-buyer')).toContainText(buyerNick)
    return id
  }

  test('P11: a question is answered by one key, the branch changes, and the answer is corrected', async () => {
    const id = await openCase('problem-parcel', '云间客_31')
    await expect(card()).toContainText('分清是哪一种')
    // Enter brings the keyboard to the answers, arrows move among them
    await press(page, 'Enter')
    await expect(page.getByTestId('answer-parcel-state-problem')).toBeFocused()
    await press(page, 'ArrowRight')
    await expect(page.getByTestId('answer-parcel-state-held')).toBeFocused()
    expect(await violations(page)).toEqual([])
    await shot(page, 'playbook-question-zh')
    await press(page, 'Alt+1')
    await expect(card()).toContainText('告诉买家并要新的联系方式')
    await expect(page.getByTestId('step-warnings')).toContainText('3天')
    await expect(page.getByTestId('pane-case')).toContainText('快递留件')
    // the correction: held, not a problem parcel
    await page.getByRole('tab', { name: '步骤' }).click()
    await page.getByTestId('correct-parcel-state').click()
    await page.getByTestId('case-steps').getByTestId('answer-parcel-state-held').click()
    await expect(card()).toContainText('问清留仓原因')
    await shot(page, 'playbook-steps-zh')
    expect(await violations(page)).toEqual([])
    await goTo(page, 's', 'case')
    await press(page, 'Alt+4')
    await expect(card()).toContainText('放行并告知')
    await expect(page.getByTestId('step-tasks')).toContainText('放行派送')
    const found = await rpc.call<{ timeline: { type: string; data: { value?: string } }[] }>('cases.get', { id })
    expect(found.timeline.filter((event) => event.type === 'fact').map((event) => event.data.value)).toEqual(['problem', 'held', 'backlog'])
  })

  test('P2: one key waits as the step suggests, with next action and time', async () => {
    await press(page, 'Shift+S')
    await expect(page.getByTestId('case-waiting')).toContainText('等快递：看是否放行')
    await noticesGone(page)
    await picture(page, 'playbook-question')
  })

  test('P2: required fields are filled in where the step stands', async () => {
    await openCase('shipment-chase', '云间客_32')
    await press(page, 'd')
    await expect(card()).toContainText('查清为什么还没动静')
    await press(page, 'Alt+2')
    await expect(card()).toContainText('更正单号并告知')
    await page.getByTestId('need-waybill').focus()
    await page.keyboard.insertText('YT1234567890123')
    await press(page, 'Enter')
    await expect(page.getByTestId('step-fields')).toHaveCount(0)
    await expect(card()).toContainText('可承诺')
  })

  test('P3: an area is noted as out of area from the case', async () => {
    const id = await openCase('out-of-area', '云间客_33')
    await rpc.call('cases.update', { id, patch: { waybills: ['SF1204880147012'] } })
    for (const stepId of ['offer-options', 'area-choice', 'contact-courier']) await rpc.call('cases.tickStep', { id, stepId })
    await expect(card()).toContainText('把地区记进超区清单')
    await goTo(page, 's', 'case')
    await press(page, 'Enter')
    await expect(page.getByTestId('out-of-area-dialog')).toBeVisible()
    await press(page, 'Enter')
    // there is no order that could tell the area
    await expect(page.getByTestId('out-of-area-dialog')).toContainText('认不出地区')
    await page.keyboard.insertText('西藏 墨脱县')
    await press(page, 'Enter')
    await expect(page.getByTestId('out-of-area-dialog')).toHaveCount(0)
    const couriers = await rpc.call<{ id: string; areas: { area: string }[] }[]>('masters.couriers')
    expect(couriers.find((one) => one.id === 'sf')?.areas.map((one) => one.area)).toEqual(['西藏 墨脱县'])
    await expect(card()).not.toContainText('把地区记进超区清单')
  })

  test('P1: a mistake is refused with its line, and what is in force stays', async () => {
    await goTo(page, 'l', 'policies')
    await expect(page.getByTestId('pane-policies')).toContainText('选一份流程或规则')
    await shot(page, 'policies-empty-zh')
    await page.getByTestId('policies-search').focus()
    await page.keyboard.insertText('疑难')
    await tabTo(page, 'document-playbook:problem-parcel')
    await press(page, 'Enter')
    await expect(editor()).toHaveValue(/kind: problem-parcel/)
    await expect(page.getByTestId('preview-next')).toContainText('分清是哪一种')
    const text = await editor().inputValue()
    await editor().fill(text.replace('{ value: parcel-state, is: held }', '{ value: parcel-state, is: lost }'))
    const line = text.split('\n').findIndex((one) => one.includes('{ value: parcel-state, is: held }')) + 1
    await expect(page.getByTestId('policy-problems')).toContainText(`第 ${line} 行`)
    await expect(page.getByTestId('policy-problems')).toContainText('不是问题“parcel-state”的选项')
    await shot(page, 'policies-mistake-zh')
    expect(await violations(page)).toEqual([])
    await press(page, 'Control+s')
    // the save goes to the mistake instead
    await expect.poll(() => editor().evaluate((field) => (field as unknown as { value: string; selectionStart: number }).value.slice(0, (field as unknown as { selectionStart: number }).selectionStart).split('\n').length)).toBe(line)
    expect(await rpc.call('policies.get', { document: 'playbook:problem-parcel' })).toMatchObject({ version: null, versions: [] })
  })

  test('P1: the right text is in force at once, on a case that is open', async () => {
    const shipped = (await rpc.call<{ text: string }>('policies.get', { document: 'playbook:problem-parcel' })).text
    await editor().fill(shipped.replace('titleZh: 放行并告知', 'titleZh: 催放行，告诉买家日期'))
    await expect(page.getByTestId('policy-state')).toContainText('没有错误')
    await page.getByTestId('trial-parcel-state-held').click()
    await page.getByTestId('trial-held-reason-backlog').click()
    await expect(page.getByTestId('preview-step-release')).toContainText('催放行，告诉买家日期')
    await expect(page.getByTestId('preview-step-contact-buyer')).toHaveCount(0)
    await page.getByTestId('policy-note').fill('写清日期')
    await noticesGone(page)
    await shot(page, 'policies-editor-zh')
    await picture(page, 'playbook-editor')
    await editor().focus()
    await press(page, 'Control+s')
    await expect(page.getByTestId('toast').filter({ hasText: '已生效' })).toBeVisible()
    // out of the editor, then by key
    await press(page, 'Escape')
    await goTo(page, 'q', 'queue')
    await page.getByTestId('pane-queue').getByText('云间客_31').first().click()
    await expect(card()).toContainText('催放行，告诉买家日期')
  })

  test('P1: history shows who and when, the difference, and the way back', async () => {
    await goTo(page, 'l', 'policies')
    await page.getByRole('tab', { name: '历史' }).click()
    await expect(page.getByTestId('policy-history')).toContainText('张敏')
    await expect(page.getByTestId('policy-history')).toContainText('写清日期')
    await page.getByTestId('compare-shipped').click()
    await expect(page.getByTestId('policy-diff')).toContainText('放行并告知')
    await shot(page, 'policies-history-zh')
    expect(await violations(page)).toEqual([])
    await page.getByTestId('restore-shipped').click()
    await expect(page.getByTestId('toast').filter({ hasText: '已恢复' })).toBeVisible()
    await expect(page.getByTestId('policy-diff-same')).toBeVisible()
  })

  test('U2, U3: policies in both languages, both themes, and beside the chat client', async () => {
    await page.getByTestId('policies-search').fill('')
    await page.getByTestId('document-policy:clocks').click()
    await page.getByRole('tab', { name: '预览' }).click()
    await expect(page.getByTestId('policy-summary')).toContainText('shopCalendar')
    await shot(page, 'policies-clocks-zh')
    await page.evaluate(`document.documentElement.dataset.theme = 'dark'`)
    expect(await violations(page, 'colours')).toEqual([])
    await page.getByTestId('document-playbook:damaged').click()
    await expect(page.getByTestId('playbook-preview')).toBeVisible()
    await resize(launched.app, page, 1366, 768)
    await shot(page, 'policies-dark-1366')
    expect(await overflowing(page)).toEqual([])
    await resize(launched.app, page, 700, 900)
    await expect(page.getByTestId('pane-case')).toBeVisible()
    await goTo(page, 'l', 'policies')
    await shot(page, 'policies-sidecar-dark')
    // one above the other, each as wide as the window allows
    expect(await page.evaluate(`(() => { const [middle, side] = ['.middle', '.side'].map((part) => document.querySelector('.policies ' + part).getBoundingClientRect()); return side.top >= middle.bottom - 1 && Math.abs(side.width - middle.width) <= 1 })()`)).toBe(true)
    await page.getByTestId('policies-back').click()
    await expect(page.getByTestId('policies-list')).toBeVisible()
    await shot(page, 'policies-sidecar-list')
    expect(await overflowing(page)).toEqual([])
    await page.evaluate(`document.documentElement.dataset.theme = 'light'`)
  })

  test('P2, U2: what a step may promise is registered on one key and with the copied reply; undo withdraws it', async () => {
    await resize(launched.app, page, 1366, 768)
    const id = await openCase('shipment-chase', '云间客_77')
    for (const [question, value] of [['chase-cause', 'late'], ['late-choice', 'ship-gift']]) await rpc.call('cases.answer', { id, question, value })
    for (const stepId of ['find-order', 'offer-late']) await rpc.call('cases.tickStep', { id, stepId })
    const states = async (): Promise<string[]> => (await rpc.call<{ state: string }[]>('promises.ofCase', { caseId: id })).map((one) => one.state).sort()
    const said = page.getByTestId('step-promise')
    await expect(said).toContainText('可承诺')
    expect(await violations(page)).toEqual([])
    await press(page, 'Shift+R')
    await expect(said).toContainText('已承诺')
    await expect(page.getByTestId('case-step-promise')).toHaveCount(0)
    expect(await states()).toEqual(['open'])
    await shot(page, 'playbook-promised')
    await press(page, 'Control+z')
    await expect(said).toContainText('可承诺')
    expect(await states()).toEqual(['withdrawn'])
    // Enter asks for the order number of the reply, copies it and registers its promise
    await press(page, 'Enter')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.insertText('3401234567890123456')
    await press(page, 'Enter')
    await expect.poll(states).toEqual(['open', 'withdrawn'])
    await expect(page.getByTestId('toast').filter({ hasText: '24小时内发出' })).toBeVisible()
    expect((await rpc.call<{ clocks: { name: string; state: string }[] }>('cases.get', { id })).clocks).toContainEqual(expect.objectContaining({ name: 'promise', state: 'running' }))
  })

  test('U1: in a low window what stands above the tabs scrolls and never runs under them, in both languages', async () => {
    const id = await openCase('damaged', '云间客_78')
    await rpc.call('cases.update', { id, patch: { memo: '破损 已补发 张敏', flag: 4 } })
    await expect(page.getByTestId('pane-case')).toContainText('破损 已补发')
    const parts = (): Promise<{ over: boolean; scrolls: boolean; panel: number }> => page.evaluate(`(() => {
      const part = (name) => document.querySelector('[data-pane="case"] ' + name)
      const [top, tabs, panel] = ['.top', '.tab-line', '[role="tabpanel"]'].map((name) => part(name).getBoundingClientRect())
      return { over: top.bottom > tabs.top + 1 || getComputedStyle(part('.top')).overflowY === 'visible', scrolls: part('.top').scrollHeight > part('.top').clientHeight, panel: panel.height }
    })()`)
    for (const language of ['zh-CN', 'en']) {
      await expect(page.locator('html')).toHaveAttribute('lang', language)
      await goTo(page, 'c', 'claims')
      await goTo(page, 's', 'case')
      await expect(page.locator('[data-pane="case"] [role="tabpanel"]')).toBeVisible()
      await expect.poll(parts).toMatchObject({ over: false, scrolls: true })
      expect((await parts()).panel).toBeGreaterThanOrEqual(72)
      expect(await overflowing(page)).toEqual([])
      await shot(page, `case-low-${language}`)
      await press(page, 'Control+3')
      await expect.poll(() => page.evaluate(`document.querySelector('[data-pane="case"]').getBoundingClientRect().width`)).toBeLessThan(600)
      expect(await overflowing(page)).toEqual([])
      // the pane is built anew in the other layout
      await expect(page.getByTestId('reply-copy')).toBeVisible()
      // what is pressed last in the pane is the first to be cut
      const ends = await page.evaluate<number[]>(`['[data-testid="reply-copy"]', '[data-pane="case"]'].map((name) => document.querySelector(name).getBoundingClientRect().right)`)
      expect(ends[0]).toBeLessThanOrEqual(ends[1] ?? 0)
      await shot(page, `case-narrow-${language}`)
      await press(page, 'Control+1')
      await page.getByTestId('switch-language').click()
    }
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  })

  test('U2, U3: the question card and the editor in English, with long words, beside the chat client', async () => {
    await resize(launched.app, page, 1366, 768)
    await page.getByTestId('switch-language').click()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await goTo(page, 'l', 'policies')
    await page.getByTestId('document-playbook:application').click()
    await expect(page.getByTestId('preview-next')).toContainText('Application received')
    await shot(page, 'policies-en')
    expect(await overflowing(page)).toEqual([])
    await openCase('quality', 'a-buyer-with-a-very-long-name-that-does-not-end-so-soon')
    await press(page, 'd')
    await expect(card()).toContainText('Ask when it was signed for')
    await press(page, 'd')
    await expect(card()).toContainText('Look at the state of use')
    await press(page, 'Alt+1')
    await expect(card()).toContainText('Judge what caused it')
    await press(page, 'Alt+2')
    await expect(card()).toContainText('supervisor')
    await shot(page, 'playbook-card-en')
    await resize(launched.app, page, 700, 900)
    await shot(page, 'playbook-card-sidecar-en')
    expect(await overflowing(page)).toEqual([])
    expect(await violations(page)).toEqual([])
  })

  test('R3, P1: an agent reads and may not change', async () => {
    await resize(launched.app, page, 1366, 768)
    await rpc.call('masters.staffCreate', { name: '小林', role: 'agent' })
    const staff = await rpc.call<{ id: string; name: string }[]>('masters.staffList')
    await rpc.call('session.signIn', { staffId: staff.find((one) => one.name === '小林')?.id })
    await expect(rpc.call('policies.save', { document: 'policy:clocks', text: null, basedOn: null })).rejects.toThrow()
    expect(await rpc.call('policies.get', { document: 'policy:clocks' })).toMatchObject({ document: 'policy:clocks' })
  })
})
