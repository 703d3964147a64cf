import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { pick } from '../../i18n'
import { generation, rpc } from '../../rpc'

/** Names of the reply templates, for the lines of the timeline. */
export const useTemplateTitles = defineStore('template-titles', () => {
  const titles = shallowRef<ReadonlyMap<string, { readonly zh: string; readonly en: string }>>(new Map())
  let asked = false

  /** Reads them once; again after a failure or a new background process. */
  async function load(): Promise<void> {
    if (asked) return
    asked = true
    try {
      titles.value = new Map((await rpc.templates.index()).map(({ id, titleZh, titleEn }) => [id, { zh: titleZh, en: titleEn }]))
    } catch (error) {
      asked = false
      throw error
    }
  }
  watch(generation, () => {
    asked = false
  })
  const titleOf = (id: string): string => {
    const found = titles.value.get(id)
    return found ? pick(found) : id
  }
  return { load, titleOf }
})
