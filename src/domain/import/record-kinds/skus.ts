import type { RecordKindSpec } from '../kinds'

/** SKUs with weights and cost (O2). Weights are grams; packaging is what the parcel weighs besides the goods (W4). */
export const skusSpec: RecordKindSpec = {
  kind: 'skus',
  needed: [['code'], ['title', 'weightGrams', 'costCents']],
  fields: [
    { id: 'code', type: 'id', zh: '商品编码', en: 'SKU code', hint: /商家编码|商品编码|规格编码|货号|款号|^编码$|sku|item ?(?:no|code)/, required: true },
    { id: 'barcode', type: 'id', zh: '条码', en: 'Barcode', hint: /条形?码|barcode|ean|upc|69码/ },
    { id: 'packagingGrams', type: 'grams', zh: '包装重量', en: 'Packaging weight', hint: /包装.*重|包材|packag/ },
    { id: 'weightGrams', type: 'grams', zh: '重量', en: 'Weight', hint: /重量|净重|毛重|克重|weight/ },
    { id: 'costCents', type: 'money', zh: '成本', en: 'Cost', hint: /成本|进价|采购价|cost/ },
    { id: 'priceCents', type: 'money', zh: '售价', en: 'Price', hint: /售价|销售价|零售价|单价|价格|price/ },
    { id: 'supplier', type: 'text', zh: '供应商', en: 'Supplier', hint: /供应商|厂家|厂商|supplier|vendor/ },
    { id: 'spec', type: 'text', zh: '规格', en: 'Variant', hint: /规格|颜色|尺码|属性|variant|option|size|colou?r/ },
    { id: 'title', type: 'text', zh: '名称', en: 'Title', hint: /商品名|品名|名称|标题|宝贝|title|name|product|description/ },
    { id: 'note', type: 'text', zh: '备注', en: 'Note', hint: /备注|说明|note|remark/ },
  ],
}
