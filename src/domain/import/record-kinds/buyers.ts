import type { RecordKindSpec } from '../kinds'

/** Buyers with their tier and the team's marks (O2). A nick belongs to a platform: the file's, else that of the shop. */
export const buyersSpec: RecordKindSpec = {
  kind: 'buyers',
  needed: [['nick'], ['vipTier', 'difficult', 'marks', 'note']],
  fields: [
    { id: 'nick', type: 'text', zh: '买家', en: 'Buyer', hint: /会员名|买家|昵称|旺旺|客户|nick|buyer|customer|username/, required: true },
    { id: 'platform', type: 'choice', vocabulary: 'platforms', zh: '平台', en: 'Platform', hint: /平台|platform/ },
    { id: 'vipTier', type: 'text', zh: 'VIP 等级', en: 'VIP tier', hint: /vip|等级|级别|tier|level/ },
    { id: 'difficult', type: 'yes-no', zh: '难缠买家', en: 'Difficult', hint: /难缠|黑名单|重点关注|difficult|blacklist/ },
    { id: 'marks', type: 'words', zh: '标记', en: 'Marks', hint: /标记|标签|marks?|tags?/ },
    { id: 'note', type: 'text', zh: '备注', en: 'Note', hint: /备注|说明|note|remark/ },
  ],
}
