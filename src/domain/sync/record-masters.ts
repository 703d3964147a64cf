import { PLATFORMS } from '../case/lists'
import type { ColumnWords, Reading, TableWords } from './record-words'

const column = (zh: string, en: string, reads: Reading = 'text'): ColumnWords => ({ zh, en, reads })
const label = (zh: string, en: string): { zh: string; en: string } => ({ zh, en })

const createdAt = column('建立时间', 'Made', 'time')
const note = column('备注', 'Note')
const base = label('资料', 'Record')

const ROLE_WORDS = {
  agent: { zh: '客服', en: 'Agent' },
  assistant: { zh: '主管助理', en: 'Assistant' },
  supervisor: { zh: '主管', en: 'Supervisor' },
  finance: { zh: '财务', en: 'Finance' },
  warehouse: { zh: '仓库', en: 'Warehouse' },
}

/** Lists that the team keeps and its templates: see RECORD_TABLES. */
export const MASTER_TABLES: Readonly<Record<string, TableWords>> = {
  shop: {
    what: label('店铺', 'Shop'),
    groups: { base, returns: label('退货地址', 'Return address'), flags: label('旗帜含义', 'Meaning of flags') },
    columns: {
      name: column('名称', 'Name'), platform: column('平台', 'Platform', { list: PLATFORMS }), time_zone: column('时区', 'Time zone'), currency: column('币种', 'Currency'), created_at: createdAt,
      return_name: column('收件人', 'Recipient'), return_phone: column('电话', 'Phone'), return_address: column('地址', 'Address'), flag_legend: column('旗帜含义', 'Meaning of flags', 'legend'), note, calendar: column('班次日历', 'Calendar'),
    },
  },
  staff: {
    what: label('员工', 'Staff member'),
    groups: { base, pin: label('PIN', 'PIN'), role: label('岗位', 'Role') },
    columns: { name: column('姓名', 'Name'), role: column('岗位', 'Role', { list: ROLE_WORDS }), pin_hash: column('PIN', 'PIN', 'secret'), active: column('在职', 'Active', 'yes-no'), created_at: createdAt, staff_no: column('工号', 'Number') },
  },
  courier: {
    what: label('快递', 'Courier'),
    groups: { base },
    columns: {
      name_zh: column('中文名', 'Chinese name'), name_en: column('英文名', 'English name'), aliases: column('别名', 'Other names', 'texts'), claim_window_days: column('理赔时效（天）', 'Claim window (days)', 'number'), hold_days: column('滞留天数', 'Days held', 'number'),
      demands: column('要求的材料', 'Evidence it wants', 'demands'), contact: column('联系方式', 'Contact'), monthly_account: column('月结卡号', 'Monthly account'), note,
    },
  },
  buyer: {
    what: label('买家', 'Buyer'),
    groups: { base, marks: label('标记', 'Marks') },
    columns: { platform: column('平台', 'Platform', { list: PLATFORMS }), nick: column('昵称', 'Nick'), vip_tier: column('VIP 等级', 'VIP tier'), difficult: column('难缠', 'Difficult', 'yes-no'), created_at: createdAt, marks: column('标记', 'Marks', 'texts'), note },
  },
  team_template: {
    what: label('话术', 'Template'),
    groups: { base: label('内容', 'Content') },
    columns: {
      group_id: column('分组', 'Group'), title_zh: column('中文标题', 'Chinese title'), title_en: column('英文标题', 'English title'), body_zh: column('中文正文', 'Chinese text'), body_en: column('英文正文', 'English text'), kinds: column('适用类型', 'Kinds', 'case-kinds'),
      step: column('步骤', 'Step'), tags: column('标签', 'Tags', 'texts'), created_at: createdAt, owner_id: column('所有者', 'Owner', 'person'), base_id: null, hidden: column('已停用', 'Hidden', 'yes-no'), platforms: column('平台', 'Platforms', 'texts'),
      actions: column('复制后的动作', 'What copying it does', 'actions'), image_id: column('图片', 'Picture', 'secret'), version: column('版本', 'Version', 'number'), updated_at: column('修改时间', 'Changed', 'time'), updated_by: column('修改人', 'Changed by', 'person'),
    },
  },
}
