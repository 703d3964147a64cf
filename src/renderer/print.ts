import { createApp, nextTick } from 'vue'
import PrintPage from './app/print/PrintPage.vue'
import { i18n, showLocale } from './i18n'
import { bridge } from './rpc/bridge'
import './ui/tokens.css'
import './ui/base.css'
import './app/print/print.css'

/** The page that lays out a document for printing (M5, M7, L3). Nobody sees it: the shell makes a PDF of it as soon as it says that it is ready. */
async function start(): Promise<void> {
  const paper = await bridge.takePrint()
  if (paper === null) return
  document.title = paper.number === null ? paper.title : `${paper.title} ${paper.number}`
  await showLocale(paper.lang === 'zh' ? 'zh-CN' : 'en')
  createApp(PrintPage, { paper }).use(i18n).mount('#app')
  await nextTick()
  // a picture that cannot be decoded leaves its frame and its caption
  await Promise.allSettled([...document.images].map((image) => image.decode()))
  await document.fonts.ready
  await bridge.printReady()
}
void start()
