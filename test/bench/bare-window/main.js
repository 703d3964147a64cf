// Bare (spec section 12): a window with one line of text, on the same binary. Imports nothing of ours.
const { app, BrowserWindow } = require('electron')
const { join } = require('node:path')

app.on('window-all-closed', () => app.quit())
app.on('ready', () => {
  const window = new BrowserWindow({ width: 1366, height: 768, show: false, webPreferences: { sandbox: true, contextIsolation: true } })
  window.once('ready-to-show', () => window.show())
  // The page sets its title once its line was painted.
  window.on('page-title-updated', (_event, title) => {
    if (title === 'painted') process.stdout.write('SMOKE ready\n', () => { if (process.env.BARE_STAYS !== '1') app.quit() })
  })
  void window.loadFile(join(__dirname, 'page.html'))
})
