import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { locale } from '../i18n'
import { generation, rpc } from './client'

export type Courier = Awaited<ReturnType<typeof rpc.masters.courierList>>[number]

/** The couriers of the data folder (O2), asked once; names in the language shown now. */
export const useCouriers = defineStore('couriers', () => {
  const list = shallowRef<readonly Courier[]>([])
  let asked: Promise<void> | null = null

  async function fetchList(): Promise<void> {
    list.value = await rpc.masters.courierList()
  }
  /** Resolves once the list is there; asks again after a failure. */
  function load(): Promise<void> {
    asked ??= fetchList().catch((error: unknown) => {
      asked = null
      throw error
    })
    return asked
  }
  // another process may serve another data folder
  watch(generation, () => {
    asked = null
  })
  const nameOf = (courier: Courier): string => (locale.value === 'en' ? courier.nameEn : courier.nameZh)
  const find = (id: string | null): Courier | undefined => list.value.find((courier) => courier.id === id)
  const name = (id: string | null, fallback: string | null = null): string => {
    const courier = find(id)
    return courier ? nameOf(courier) : (fallback ?? id ?? '')
  }
  const options = computed(() => list.value.map((courier) => ({ value: courier.id, label: nameOf(courier), search: `${courier.nameZh} ${courier.nameEn}` })))

  return { list, load, find, name, options }
})
