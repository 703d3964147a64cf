import type { RecordKindSpec } from '../kinds'

/** Couriers with what their claim desks ask for and where they do not go (O2, L2). Areas of a row are added to those known. */
export const couriersSpec: RecordKindSpec = {
  kind: 'couriers',
  needed: [['name'], ['nameEn', 'aliases', 'holdDays', 'claimWindowDays', 'demands', 'contact', 'monthlyAccount', 'outOfArea', 'suspended', 'note']],
  fields: [
    { id: 'nameEn', type: 'text', zh: '英文名', en: 'English name', hint: /英文|english/ },
    { id: 'aliases', type: 'words', zh: '别名', en: 'Aliases', hint: /别名|简称|又名|alias/ },
    { id: 'holdDays', type: 'count', zh: '疑难件保留天数', en: 'Hold days', hint: /保留|留仓|hold/ },
    { id: 'claimWindowDays', type: 'count', zh: '理赔期限（天）', en: 'Claim window (days)', hint: /理赔.*(?:期|天)|时效|claim.*(?:window|days)|window/ },
    { id: 'demands', type: 'choices', vocabulary: 'demands', zh: '理赔材料', en: 'Claim demands', hint: /材料|凭证|demands?|documents/ },
    { id: 'contact', type: 'text', zh: '联系人', en: 'Contact', hint: /联系|客服|contact/ },
    { id: 'monthlyAccount', type: 'id', zh: '月结卡号', en: 'Monthly account', hint: /月结|account/ },
    { id: 'outOfArea', type: 'words', zh: '超区', en: 'Out of area', hint: /超区|不派送|不到|out.*area/ },
    { id: 'suspendedFrom', type: 'day', zh: '停发开始', en: 'Suspended from', hint: /停发.*(?:开始|起)|suspended.*from/ },
    { id: 'suspendedTo', type: 'day', zh: '停发结束', en: 'Suspended to', hint: /停发.*(?:结束|止|到)|suspended.*to/ },
    { id: 'suspended', type: 'words', zh: '停发区', en: 'Suspended areas', hint: /停发|停运|suspended/ },
    { id: 'name', type: 'text', zh: '快递公司', en: 'Courier', hint: /快递|物流|承运|courier|carrier|^名称$|name/, required: true },
    { id: 'note', type: 'text', zh: '备注', en: 'Note', hint: /备注|说明|note|remark/ },
  ],
}
