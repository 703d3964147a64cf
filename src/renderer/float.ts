import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { followTheme, showStoredTheme } from './app/theme'
import { floatPage } from './features/templates'
import { i18n, setLocale, storedLocale } from './i18n'
import { bridge, connect } from './rpc'
import './ui/tokens.css'
import './ui/base.css'

/** The page of the floating replies (T3). It works in the session of the main window and follows its theme and language. */
showStoredTheme()
void connect('later')
void followTheme()
// the main window chose another language
addEventListener('storage', (event) => {
  if (event.key === 'workstation.locale') void setLocale(storedLocale('zh-CN'))
})

async function start(): Promise<void> {
  const [page] = await Promise.all([floatPage.load(), bridge.getAppInfo().then((info) => setLocale(storedLocale(info.locale)))])
  const app = createApp(page)
  app.use(createPinia())
  app.use(i18n)
  app.mount('#app')
}
void start()
