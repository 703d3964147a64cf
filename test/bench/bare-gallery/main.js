// Bare (spec section 12): a page with the same grid that reads the same thumbnails over a protocol. Imports nothing of ours.
const { app, BrowserWindow, protocol } = require('electron')
const { readFile } = require('node:fs/promises')
const { join } = require('node:path')

const { thumbs, list } = JSON.parse(process.env.BARE_GALLERY)
protocol.registerSchemesAsPrivileged([{ scheme: 'bare', privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } }])
app.on('window-all-closed', () => app.quit())
app.on('ready', () => {
  protocol.handle('bare', async (request) => {
    const { host, pathname } = new URL(request.url)
    if (host === 'page') return new Response(await readFile(join(__dirname, 'page.html')), { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
    if (host === 'list') return new Response(await readFile(list), { headers: { 'Content-Type': 'application/json' } })
    const id = pathname.slice(1)
    return new Response(await readFile(join(thumbs, id.slice(0, 2), `${id}.webp`)), { headers: { 'Content-Type': 'image/webp' } })
  })
  const window = new BrowserWindow({ width: 1366, height: 768, show: true, webPreferences: { sandbox: true, contextIsolation: true, backgroundThrottling: false } })
  void window.loadURL('bare://page/')
})
