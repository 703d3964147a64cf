import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { executable, launchApp, resultsDir, root, rootArguments, temporaryFolder } from './support/app'
import { shot } from './support/desk'
import { violations } from './support/looks'
import { pageRpc } from './support/rpc'

/** Page code is given as text: tests are typechecked without the DOM. */
test.describe('shell', () => {
  let launched: LaunchedApp

  test.beforeAll(async () => {
    launched = await launchApp()
  })
  test.afterAll(async () => {
    await launched.close()
  })

  test('U1: the window opens at 1366×768 or the whole of a smaller screen, and shows', async () => {
    const { app, page } = launched
    const window = await app.browserWindow(page)
    await expect.poll(() => window.evaluate((each) => each.isVisible())).toBe(true)
    const facts = await app.evaluate(({ BrowserWindow, screen }) => ({
      windows: BrowserWindow.getAllWindows().length,
      size: BrowserWindow.getAllWindows()[0]?.getSize(),
      area: screen.getPrimaryDisplay().workAreaSize,
    }))
    expect(facts.windows).toBe(1)
    expect(facts.size).toEqual([Math.min(1366, facts.area.width), Math.min(768, facts.area.height)])
    expect(page.url()).toBe('app://workstation/index.html')
    await page.screenshot({ path: join(resultsDir, 'shell.png') })
  })

  test('X1: the first screen comes in a handful of files, and the other pages never run what belongs to it', async () => {
    /** What a page loads, and with `later` all that it may ever load, by the name before the hash. */
    const filesOf = (page: string, later: boolean): Promise<string[]> =>
      launched.page.evaluate<string[]>(`(async () => {
        const seen = new Set()
        const read = async (address) => {
          const text = await (await fetch(address)).text()
          for (const [name] of text.matchAll(/[\\w-]+-[\\w-]{8}\\.(?:js|css)/g)) {
            if (seen.has(name)) continue
            seen.add(name)
            if (${later} && name.endsWith('.js')) await read('/assets/' + name)
          }
        }
        await read('/${page}.html')
        return [...seen].map((name) => name.replace(/-[\\w-]{8}\\.(?:js|css)$/, ''))
      })()`)
    const first = await filesOf('index', false)
    expect(first).toContain('first')
    expect(first.length).toBeLessThan(10)
    const float = await filesOf('float', true)
    expect(float).toContain('FloatPage')
    expect(float).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(first|beside)$/)]))
    for (const page of ['print', 'region']) expect(await filesOf(page, true)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(first|shared|replies|beside)$/)]))
  })

  test('R5: the page is sandboxed and sees nothing but the bridge', async () => {
    const seen = await launched.page.evaluate(
      `({ process: typeof process, require: typeof require, module: typeof module, buffer: typeof Buffer, bridge: Object.keys(window.workstation).includes('connect') })`,
    )
    expect(seen).toEqual({ process: 'undefined', require: 'undefined', module: 'undefined', buffer: 'undefined', bridge: true })
    const preferences = await launched.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((each) => {
        // there in every version, typed in some
        const { sandbox, contextIsolation, nodeIntegration, webviewTag } = (each as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()
        return { sandbox, contextIsolation, nodeIntegration, webviewTag }
      }),
    )
    expect(preferences).toEqual([{ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false }])
  })

  test('R5: the policy header is strict, and inline script, inline style and eval are refused', async () => {
    const { page } = launched
    const policy = await page.evaluate(`fetch('/index.html').then((answer) => answer.headers.get('content-security-policy'))`)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    const refused = await page.evaluate(`new Promise((done) => {
      const violations = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
      const script = document.createElement('script')
      script.textContent = 'window.inlineRan = true'
      document.head.append(script)
      const style = document.createElement('style')
      style.textContent = 'body { outline: 3px solid red }'
      document.head.append(style)
      const image = new Image()
      image.src = 'https://example.invalid/x.png'
      fetch('https://example.invalid/').catch(() => {})
      setTimeout(() => done({ ran: window.inlineRan === true, styled: getComputedStyle(document.body).outlineWidth === '3px', violations: [...new Set(violations)].sort() }), 300)
    })`)
    expect(refused).toEqual({ ran: false, styled: false, violations: ['connect-src', 'img-src', 'script-src-elem', 'style-src-elem'] })
  })

  test('R5: app:// serves nothing outside the bundle', async () => {
    const statuses = await launched.page.evaluate(`Promise.all(
      ['/index.html', '/..%2f..%2fpackage.json', '/%2e%2e/main/index.js', '/..%5c..%5cpackage.json', '/index.html%00.js', '/%', '/none.js', '/'].map((path) =>
        fetch(path).then((answer) => answer.status, () => 'failed')),
    )`)
    expect(statuses).toEqual([200, 404, 404, 404, 404, 404, 404, 404])
  })

  test('R5: the bridge refuses what it does not know, with words', async () => {
    const answers = await launched.page.evaluate(`Promise.all([
      window.workstation.setBadge(-1), window.workstation.setTheme('pink'), window.workstation.saveAs('../../x.csv'),
      window.workstation.pickFiles({ kind: 'secrets' }), window.workstation.showInFolder('/etc/passwd'), window.workstation.writeClipboardText(5), window.workstation.takePrint(), window.workstation.printReady(),
    ].map((each) => each.then(() => 'accepted', (error) => error.message.split(':')[0])))`)
    expect(answers).toEqual(['bad-argument', 'bad-argument', 'bad-argument', 'bad-argument', 'not-allowed', 'bad-argument', 'not-allowed', 'not-allowed'])
  })

  test('A2: text and images pass through the clipboard bridge', async () => {
    const { app, page } = launched
    await page.evaluate(`window.workstation.writeClipboardText('运单 SF0147，破损')`)
    expect(await page.evaluate(`window.workstation.readClipboardText()`)).toBe('运单 SF0147，破损')
    expect(await page.evaluate(`window.workstation.readClipboardImage()`)).toBeNull()
    const head = await page.evaluate(`(async () => {
      const canvas = new OffscreenCanvas(4, 4)
      canvas.getContext('2d').fillRect(0, 0, 4, 4)
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': await canvas.convertToBlob({ type: 'image/png' }) })])
      for (let tries = 0; tries < 50 && (await window.workstation.readClipboardImage()) === null; tries += 1) await new Promise((done) => setTimeout(done, 100))
      return [...(await window.workstation.readClipboardImage()).slice(1, 4)].map((code) => String.fromCharCode(code)).join('')
    })()`)
    expect(head).toBe('PNG')
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('A2: a dropped or picked file has its path, a made-up one has none', async () => {
    const { page, userData } = launched
    const picture = join(userData, '外箱 1.png')
    await writeFile(picture, 'not read here')
    await page.evaluate(`document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'probe' }))`)
    await page.setInputFiles('#probe', picture)
    const found = await page.evaluate(`(() => {
      const input = document.querySelector('#probe')
      input.remove()
      return [window.workstation.pathForFile(input.files[0]), window.workstation.pathForFile(new File(['x'], 'x.png'))]
    })()`)
    expect(found).toEqual([picture, ''])
  })

  test('ui.md: the theme follows the choice and tells the page', async () => {
    const told = await launched.page.evaluate(`(async () => {
      const events = []
      const stop = window.workstation.onEvent((event) => { if (event.type === 'theme') events.push(event.theme) })
      const dark = await window.workstation.setTheme('dark')
      await new Promise((done) => setTimeout(done, 200))
      const matches = matchMedia('(prefers-color-scheme: dark)').matches
      stop()
      await window.workstation.setTheme('light')
      return { dark, matches, heard: events.some((theme) => theme.choice === 'dark' && theme.dark) }
    })()`)
    expect(told).toEqual({ dark: { choice: 'dark', dark: true }, matches: true, heard: true })
  })

  test('R1, U3: a folder that takes long to open (it is checked after a power cut) says so instead of showing nothing', async () => {
    const { page } = launched
    const background = await launched.backgroundPid()
    if (background === null) throw new Error('no background process')
    process.kill(background, 'SIGSTOP')
    try {
      await page.reload()
      await expect(page.getByTestId('opening')).toContainText('请不要关机')
      expect(await violations(page)).toEqual([])
      await shot(page, 'opening')
    } finally {
      process.kill(background, 'SIGCONT')
    }
    await expect(page.getByTestId('opening')).toBeHidden()
    await expect(page.getByTestId('first-run')).toBeVisible()
  })

  test('design 1: a typed call reaches the background process, and after it is killed the page connects again', async () => {
    const { page } = launched
    const rpc = await pageRpc(page)
    const before = await rpc.call<{ pid: number }>('health.ping')
    expect(before.pid).toBe(await launched.backgroundPid())
    const restarted = page.evaluate(`new Promise((done) => {
      const stop = window.workstation.onEvent((event) => { if (event.type === 'background-restarted') { stop(); done(event.type) } })
    })`)
    process.kill(before.pid, 'SIGKILL')
    expect(await restarted).toBe('background-restarted')
    await rpc.connect()
    const after = await rpc.call<{ pid: number }>('health.ping')
    expect(after.pid).not.toBe(before.pid)
    expect(after.pid).toBe(await launched.backgroundPid())
  })
})

// a window of its own: the test tool keeps waiting for a navigation that was denied
test('R5: navigation, new windows, frames and permissions are denied', async () => {
  const launched = await launchApp({ args: ['--use-fake-device-for-media-stream'] })
  try {
    const { app, page } = launched
    const opened = await page.evaluate(`window.open('https://example.invalid/') === null && window.open('app://workstation/index.html') === null`)
    expect(opened).toBe(true)
    await page.evaluate(`void (location.href = 'https://example.invalid/')`)
    await page.evaluate(`void (location.href = 'file:///etc/passwd')`)
    await page.evaluate(`void (location.href = 'photo://thumb/${'0'.repeat(64)}')`)
    const permissions = await page.evaluate(`Promise.all([
      navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', (error) => error.name),
      new Promise((done) => navigator.geolocation.getCurrentPosition(() => done('granted'), () => done('refused'))),
      Notification.requestPermission(),
      navigator.clipboard.read().then(() => 'granted', (error) => error.name),
    ])`)
    expect(permissions).toEqual(['NotAllowedError', 'refused', 'denied', 'NotAllowedError'])
    expect(page.url()).toBe('app://workstation/index.html')
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  } finally {
    await launched.close()
  }
})

test('R5: photo:// serves thumbnails by hash and nothing else', async () => {
  const dataDir = await temporaryFolder('data')
  const hash = (digit: string): string => digit.repeat(64)
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const outside = await temporaryFolder('outside')
  await writeFile(join(outside, 'secret.webp'), png)
  for (const digit of ['a', 'b']) await mkdir(join(dataDir, 'thumbs', digit.repeat(2)), { recursive: true })
  await writeFile(join(dataDir, 'thumbs', 'aa', `${hash('a')}.webp`), png)
  await symlink(join(outside, 'secret.webp'), join(dataDir, 'thumbs', 'bb', `${hash('b')}.webp`))

  const launched = await launchApp({ dataDir })
  try {
    const statuses = await launched.app.evaluate(
      async ({ net }, addresses) =>
        Promise.all(addresses.map(async (address) => net.fetch(address).then(async (answer) => [answer.status, answer.headers.get('content-type')], () => ['failed', null]))),
      [
        `photo://thumb/${hash('a')}`,
        `photo://thumb/${hash('b')}`,
        `photo://thumb/${hash('c')}`,
        `photo://thumb/../../config.json`,
        `photo://thumb/..%2f..%2fworkstation.sqlite`,
        `photo://thumb/${hash('A')}`,
        `photo://thumb/${hash('a')}?x`,
        `photo://thumb/${hash('a')}/../${hash('a').slice(1)}`,
        `photo://original/${hash('c')}`,
        `photo://elsewhere/${hash('a')}`,
      ],
    )
    expect(statuses[0]).toEqual([200, 'image/webp'])
    for (const [status] of statuses.slice(1)) expect(status).toBe(404)
    const shown = await launched.page.evaluate(`Promise.all(['a', 'c'].map((digit) => new Promise((done) => {
      const image = new Image()
      image.onload = () => done(image.naturalWidth)
      image.onerror = () => done('refused')
      image.src = 'photo://thumb/' + digit.repeat(64)
    })))`)
    expect(shown).toEqual([1, 'refused'])
  } finally {
    await launched.close()
    for (const folder of [dataDir, outside]) await rm(folder, { recursive: true, force: true })
  }
})

test('U1: a second start brings the running window to the front instead of opening the data twice', async () => {
  const userData = await temporaryFolder('user')
  const first = await launchApp({ userData })
  try {
    await expect(launchApp({ userData })).rejects.toThrow()
    expect(await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  } finally {
    await first.close()
    await rm(userData, { recursive: true, force: true })
  }
})

test('U1: the window comes back where it was', async () => {
  const userData = await temporaryFolder('user')
  try {
    const first = await launchApp({ userData })
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 30, y: 40, width: 700, height: 600 }))
    await first.close()
    const second = await launchApp({ userData })
    const size = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize())
    await second.close()
    expect(size).toEqual([700, 600])
  } finally {
    await rm(userData, { recursive: true, force: true })
  }
})

test('R2: a background process that keeps ending is told in words with the log, and Retry brings it back', async () => {
  const launched = await launchApp({ locale: 'en' })
  try {
    const { app, page } = launched
    await app.evaluate(({ dialog }) => {
      const shown = globalThis as unknown as { shown: unknown[] }
      shown.shown = []
      // stands in for the person, who presses the first button
      dialog.showMessageBox = (...args: unknown[]) => {
        shown.shown.push(args.at(-1))
        return Promise.resolve({ response: 0, checkboxChecked: false })
      }
    })
    // the first load must be over, or it would be taken for the reload
    await page.waitForLoadState('load')
    const down = page.evaluate(`new Promise((done) => window.workstation.onEvent((event) => { if (event.type === 'background-down') done(event.logFile) }))`)
    // Retry also shows the page afresh
    const reloaded = page.waitForEvent('load')
    let last: number | null = null
    for (let end = 0; end < 3; end += 1) {
      await expect.poll(async () => (await launched.backgroundPid()) ?? last).not.toBe(last)
      last = await launched.backgroundPid()
      if (last !== null) process.kill(last, 'SIGKILL')
    }
    const logFile = join(launched.userData, 'logs', 'shell.log')
    expect(await down).toBe(logFile)
    await expect.poll(async () => (await launched.backgroundPid()) ?? last).not.toBe(last)
    const shown = await app.evaluate(() => (globalThis as unknown as { shown: { message: string; detail: string; buttons: string[] }[] }).shown)
    expect(shown).toHaveLength(1)
    expect(shown[0]?.message).toContain('keeps stopping')
    expect(shown[0]?.detail).toContain(logFile)
    expect(shown[0]?.buttons).toEqual(['Retry', 'Show the log', 'Quit'])
    await reloaded
    const rpc = await pageRpc(page)
    expect(await rpc.call<{ pid: number }>('health.ping')).toMatchObject({ pid: await launched.backgroundPid() })
  } finally {
    await launched.close()
  }
})

test('R1: quitting lets the background process finish first', async () => {
  const userData = await temporaryFolder('user')
  try {
    const launched = await launchApp({ userData })
    const rpc = await pageRpc(launched.page)
    await rpc.call('health.ping')
    await launched.close()
    const log = await readFile(join(userData, 'logs', 'shell.log'), 'utf8')
    const lines = log.trim().split('\n').map((line) => JSON.parse(line) as { what: string; how?: string })
    expect(lines.find((line) => line.what === 'background-drained')?.how).toBe('drained')
  } finally {
    await rm(userData, { recursive: true, force: true })
  }
})

test('smoke: the program says that it painted and ends with 0', async () => {
  const { path, before } = await executable()
  const userData = await temporaryFolder('user')
  const env = { ...process.env, WORKSTATION_SMOKE: '1', WORKSTATION_USER_DATA: userData }
  const child = spawn(path, [...before, ...rootArguments, '--disable-gpu'], { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const code = await new Promise((done) => child.once('exit', done))
  await rm(userData, { recursive: true, force: true })
  expect(said).toContain('SMOKE ready')
  expect(code).toBe(0)
})

test('U4: the data folder of the first run is remembered, also after kill -9 of everything', async () => {
  const userData = await temporaryFolder('user')
  const dataDir = join(await temporaryFolder('data'), '售后工作台数据')
  try {
    const first = await launchApp({ userData })
    const rpc = await pageRpc(first.page)
    expect(await rpc.call('session.state')).toMatchObject({ phase: 'no-data-folder', dataDir: null })
    await rpc.call('session.setUp', { dataDir, shop: { name: '晴日女装', platform: 'taobao' }, staff: { name: '张三' } })
    await expect.poll(() => first.page.evaluate('window.workstation.getAppInfo().then((info) => info.dataDir)')).toBe(dataDir)
    await expect.poll(() => readFile(join(userData, 'config.json'), 'utf8').catch(() => '')).toContain('售后工作台数据')
    await first.kill()

    const second = await launchApp({ userData })
    const again = await pageRpc(second.page)
    expect(await again.call('session.state')).toMatchObject({ phase: 'ready', dataDir })
    await second.close()
  } finally {
    for (const folder of [userData, join(dataDir, '..')]) await rm(folder, { recursive: true, force: true })
  }
})
