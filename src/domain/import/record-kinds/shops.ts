import { isTimeZone } from '../../clock/zone'
import type { RecordKindSpec } from '../kinds'

/** Shops with their return address (O2, P6). */
export const shopsSpec: RecordKindSpec = {
  kind: 'shops',
  needed: [['name'], ['platform', 'returnAddress']],
  fields: [
    { id: 'returnName', type: 'text', zh: '退货收件人', en: 'Return name', hint: /退货.*(?:人|姓名)|return.*name/ },
    { id: 'returnPhone', type: 'text', zh: '退货电话', en: 'Return phone', hint: /退货.*(?:电话|手机)|return.*phone/ },
    { id: 'returnAddress', type: 'text', zh: '退货地址', en: 'Return address', hint: /退货.*地址|return.*address/ },
    { id: 'name', type: 'text', zh: '店铺', en: 'Shop', hint: /店铺|店名|shop|store/, required: true },
    { id: 'platform', type: 'choice', vocabulary: 'platforms', unknown: 'reject', zh: '平台', en: 'Platform', hint: /平台|platform/ },
    { id: 'timeZone', type: 'text', zh: '时区', en: 'Time zone', hint: /时区|zone/ },
    { id: 'currency', type: 'text', zh: '币种', en: 'Currency', hint: /币种|currency/ },
    { id: 'note', type: 'text', zh: '备注', en: 'Note', hint: /备注|说明|note|remark/ },
  ],
  check({ timeZone, currency }) {
    if (typeof timeZone === 'string' && !isTimeZone(timeZone)) return { field: 'timeZone', reason: 'zone-unknown' }
    if (typeof currency === 'string' && !/^[A-Za-z]{3}$/.test(currency)) return { field: 'currency', reason: 'currency-unknown' }
    return null
  },
}
