/** Titles and first words of the panes; everything else of a feature is in its own file. */
export const panes = {
  queue: { title: '队列', empty: '还没有售后单', hint: '粘贴一行聊天记录或订单号即可建单；也可以先导入订单。' },
  grid: { title: '表格', empty: '没有单子', hint: '换一个视图，或清除筛选。' },
  case: { title: '售后单', empty: '没有打开的售后单', hint: '在队列里用 J / K 选一条，或按 Ctrl+N 从剪贴板建单。' },
  templates: { title: '话术', empty: '还没有话术', hint: '话术随程序提供；如果这里是空的，请检查资源文件夹。' },
  claims: { title: '理赔登记', empty: '还没有理赔', hint: '在售后单里按 C，运单和金额会自动带出。' },
  wrongShipments: { title: '错发登记', empty: '还没有错发登记', hint: '在售后单里按 W 登记应发与实发。' },
  appeals: { title: '申诉', empty: '还没有申诉', hint: '在售后单里按 Shift+A，订单、运单和证据自动带入。' },
  registers: { title: '登记簿', empty: '没有可用的登记簿', hint: '主管可以在“流程与规则”里修改登记簿。' },
  photos: { title: '照片', empty: '还没有照片', hint: '把图片拖进来、粘贴，或点“选择文件”。' },
  reconcile: { title: '月末对账', empty: '本月还没有账单', hint: '导入快递账单，系统会逐条对上理赔。' },
  reports: { title: '报表', empty: '这几个月没有理赔也没有账单', hint: '登记理赔、导入快递账单之后，这里按快递、原因和月份给出数字。' },
  approvals: { title: '审批与承诺', empty: '没有等待处理的', hint: '超过额度的打款、口头批准和对买家的承诺都在这里。' },
  imports: { title: '导入', empty: '还没有导入过文件', hint: '选择订单导出表或快递账单，先看预览再入库。' },
  masters: { title: '资料', empty: '还没有资料', hint: '快递、店铺、商品、买家和员工的资料；也可以从表格导入。' },
  'template-library': { title: '话术库', empty: '选一条话术', hint: '左边选一条，中间改中英文，右边看效果、历史和使用情况。' },
  policies: { title: '流程与规则', empty: '选一份流程或规则', hint: '左边选一份，中间改，右边马上看到客服会看到的步骤。' },
} as const
