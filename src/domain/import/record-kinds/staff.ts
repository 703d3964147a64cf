import type { RecordKindSpec } from '../kinds'

/** Staff with role and number (O2, C6). A list gives nobody a PIN and takes none away. */
export const staffSpec: RecordKindSpec = {
  kind: 'staff',
  needed: [['name'], ['role', 'staffNo']],
  fields: [
    { id: 'staffNo', type: 'id', zh: '工号', en: 'Staff number', hint: /工号|员工编号|staff ?(?:no|id|number)/ },
    { id: 'role', type: 'choice', vocabulary: 'roles', unknown: 'reject', zh: '角色', en: 'Role', hint: /角色|岗位|职位|职务|role|position/ },
    { id: 'name', type: 'text', zh: '姓名', en: 'Name', hint: /姓名|名字|员工|^客服$|name|staff/, required: true },
  ],
}
