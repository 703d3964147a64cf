import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { followCapture } from './app/capture'
import { followFloat } from './app/float'
import { listenToKeys } from './app/keyboard'
import { watchIdle } from './app/lock'
import { followOwnKeys } from './app/own-keys'
import { FIRST_PANE, paneOf, PANES_BESIDE } from './app/panes'
import { registerShellCommands } from './app/shell-commands'
import { followTheme, showStoredTheme } from './app/theme'
import { i18n, setLocale, storedLocale } from './i18n'
import { afterFirstRows, bridge, connect } from './rpc'
import { setClipboardWriter } from './ui/clipboard'
import './ui/tokens.css'
import './ui/base.css'
import './ui/floating.css'

showStoredTheme()
setClipboardWriter((text) => bridge.writeClipboardText(text))
// the port, the shell's answers and the code of the first pane come at the same time
void connect()
void followTheme()
void paneOf(FIRST_PANE).load()
afterFirstRows(() => {
  for (const id of PANES_BESIDE) void paneOf(id).load()
})

async function start(): Promise<void> {
  const known = localStorage.getItem('workstation.locale') !== null
  await setLocale(storedLocale(known ? 'zh-CN' : (await bridge.getAppInfo()).locale))
  // the port is there by now, and its message comes first: the first questions are on their way while the page is built
  await new Promise((resolve) => setTimeout(resolve))
  const app = createApp(App)
  app.use(createPinia())
  app.use(i18n)
  registerShellCommands()
  followOwnKeys()
  listenToKeys()
  watchIdle()
  followFloat()
  followCapture()
  app.mount('#app')
}
void start()
