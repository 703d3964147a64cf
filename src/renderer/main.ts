import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { followCapture } from './app/capture'
import { followFloat } from './app/float'
import { listenToKeys } from './app/keyboard'
import { watchIdle } from './app/lock'
import { followOwnKeys } from './app/own-keys'
import { FIRST_SCREEN, paneOf } from './app/panes'
import { registerShellCommands } from './app/shell-commands'
import { followTheme, showStoredTheme } from './app/theme'
import { i18n, setLocale, storedLocale } from './i18n'
import { bridge, connect } from './rpc'
import { setClipboardWriter } from './ui/clipboard'
import './ui/tokens.css'
import './ui/base.css'
import './ui/floating.css'

showStoredTheme()
setClipboardWriter((text) => bridge.writeClipboardText(text))
// the port, the shell's answers and the code of the first panes come at the same time
void connect()
void followTheme()
for (const id of FIRST_SCREEN) void paneOf(id).load()

async function start(): Promise<void> {
  const known = localStorage.getItem('workstation.locale') !== null
  await setLocale(storedLocale(known ? 'zh-CN' : (await bridge.getAppInfo()).locale))
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
