import { createApp } from 'vue'
import { regionBridge } from './app/region/bridge'
import RegionPage from './app/region/RegionPage.vue'
import { i18n, showLocale, storedLocale } from './i18n'
import './ui/tokens.css'
import './ui/base.css'

/** The page that covers a display while a region of it is chosen (A2). It has no data, no port and no other bridge than `window.region`. */
async function start(): Promise<void> {
  const picture = await regionBridge.picture()
  await showLocale(storedLocale(picture.locale))
  createApp(RegionPage, { picture }).use(i18n).mount('#app')
}
void start()
