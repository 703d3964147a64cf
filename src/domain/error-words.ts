import type { ErrorCode, ErrorDetail } from './errors'
import { CLOSING_WORDS } from './reconcile/month-closing'

/** What a person is told when something was refused or failed (ui.md): what happened, what is safe, what to do. */
export interface ErrorWords {
  readonly what: string
  readonly safe: string
  readonly todo: string
}

/** Does not compile while a code has no words. */
export const ERROR_WORDS: Readonly<Record<ErrorCode, { readonly zh: ErrorWords; readonly en: ErrorWords }>> = {
  NOT_SIGNED_IN: {
    zh: { what: '还没有登录', safe: '没有改动任何内容', todo: '请先登录再做一次；命令行用 --as 说明是谁' },
    en: { what: 'You are not signed in', safe: 'Nothing was changed', todo: 'Sign in and try again; on the command line say who with --as' },
  },
  FORBIDDEN: {
    zh: { what: '你的角色不能做这件事', safe: '没有改动任何内容', todo: '请有权限的同事来做，或请主管调整角色' },
    en: { what: 'Your role may not do this', safe: 'Nothing was changed', todo: 'Ask a colleague who may, or a supervisor to change your role' },
  },
  PIN_WRONG: {
    zh: { what: 'PIN 不对', safe: '没有改动任何内容', todo: '再输入一次；多次输错会暂时锁住' },
    en: { what: 'That PIN is not right', safe: 'Nothing was changed', todo: 'Enter it again; several wrong tries lock it for a while' },
  },
  PIN_LOCKED: {
    zh: { what: 'PIN 输错次数太多，暂时锁住', safe: '数据都在', todo: '稍等几分钟再试，或请主管重设 PIN' },
    en: { what: 'Too many wrong PINs: locked for a while', safe: 'All data is there', todo: 'Wait some minutes, or ask a supervisor to set a new PIN' },
  },
  APPROVAL_REQUIRED: {
    zh: { what: '这一步要主管批准', safe: '没有改动任何内容', todo: '请主管输入 PIN 批准' },
    en: { what: 'A supervisor has to approve this', safe: 'Nothing was changed', todo: 'Ask a supervisor to approve with a PIN' },
  },
  APPROVER_WITHOUT_PIN: {
    zh: { what: '这位主管还没有设 PIN，不能在这里批准', safe: '申请还在等待批准', todo: '请主管先设 PIN，或在自己登录后批准' },
    en: { what: 'That supervisor has no PIN and cannot approve here', safe: 'The request is still waiting', todo: 'Ask them to set a PIN, or to approve after signing in' },
  },
  APPROVAL_PROOF_MISSING: {
    zh: { what: '口头批准要有聊天截图', safe: '申请还在等待批准', todo: '先把批准的截图放进“聊天截图”证据位，再记口头批准' },
    en: { what: 'A spoken approval needs a screenshot', safe: 'The request is still waiting', todo: 'File the screenshot in the slot for chat screenshots first, then note the approval' },
  },
  NO_DATA_FOLDER: {
    zh: { what: '还没有打开数据文件夹', safe: '没有改动任何内容', todo: '选择或新建一个数据文件夹；命令行用 init 新建' },
    en: { what: 'No data folder is open', safe: 'Nothing was changed', todo: 'Choose a data folder or make one; on the command line with init' },
  },
  DATA_FOLDER_BUSY: {
    zh: { what: '数据文件夹正被另一个程序使用', safe: '数据没有被改动', todo: '关掉另一个窗口或命令行后重试' },
    en: { what: 'Another program is using the data folder', safe: 'The data was not touched', todo: 'Close the other window or command line, then try again' },
  },
  DATA_FOLDER_NOT_EMPTY: {
    zh: { what: '这个文件夹里已有别的文件', safe: '里面的文件没有被改动', todo: '选一个空文件夹，或打开已有的数据文件夹' },
    en: { what: 'That folder holds other files', safe: 'They were not touched', todo: 'Choose an empty folder, or open an existing data folder' },
  },
  DATA_FOLDER_NOT_WRITABLE: {
    zh: { what: '这个文件夹不能写入', safe: '没有改动任何内容', todo: '换一个文件夹，或请管理员给写入权限' },
    en: { what: 'That folder cannot be written to', safe: 'Nothing was changed', todo: 'Choose another folder, or ask for permission to write there' },
  },
  DATA_FOLDER_ON_NETWORK: {
    zh: { what: '这个文件夹在网络盘或网盘同步目录里', safe: '没有写入任何内容', todo: '选一个本机硬盘上的文件夹，避免数据库损坏' },
    en: { what: 'That folder is on a network drive or synced by a cloud client', safe: 'Nothing was written', todo: 'Choose a folder on a disk of this computer, so that the database cannot be damaged' },
  },
  DATA_FOLDER_EXISTS: {
    zh: { what: '这里已经是一个数据文件夹', safe: '里面的数据没有被改动', todo: '选“打开已有的”，或换一个文件夹新建' },
    en: { what: 'That is a data folder already', safe: 'Its data was not touched', todo: 'Use “Open it”, or choose another folder for the new one' },
  },
  DATABASE_DAMAGED: {
    zh: { what: '数据库文件已损坏', safe: '损坏的文件已留存，照片不受影响', todo: '从最近的备份恢复；不要删除任何文件' },
    en: { what: 'The database file is damaged', safe: 'The damaged file is kept, and photos are not affected', todo: 'Restore the newest backup; delete nothing' },
  },
  DATABASE_NEWER: {
    zh: { what: '这份数据由更新的版本写成', safe: '数据没有被改动', todo: '请更新本机的程序后再打开' },
    en: { what: 'This data was written by a newer version', safe: 'The data was not touched', todo: 'Update the program on this computer, then open it' },
  },
  MIGRATION_GAP: {
    zh: { what: '数据库的升级记录不完整', safe: '数据没有被改动', todo: '从备份恢复，或联系管理员' },
    en: { what: 'The upgrade history of the database has a gap', safe: 'The data was not touched', todo: 'Restore a backup, or ask your administrator' },
  },
  MIGRATION_CHANGED: {
    zh: { what: '数据库的升级记录与程序不符', safe: '数据没有被改动', todo: '安装正式发布的版本后再打开' },
    en: { what: 'The upgrade history of the database does not fit this program', safe: 'The data was not touched', todo: 'Install an official release, then open it' },
  },
  MIGRATION_FAILED: {
    zh: { what: '数据库升级没有完成', safe: '已退回升级前的状态，备份也在', todo: '重试；仍不行就把日志交给管理员' },
    en: { what: 'The upgrade of the database was not completed', safe: 'It is back in its former state, and the backup is there', todo: 'Try again; if it fails again, give the log to your administrator' },
  },
  DISK_FULL: {
    zh: { what: '磁盘已满', safe: '已保存的内容都在，这一步没有写入', todo: '清理磁盘空间后点重试' },
    en: { what: 'The disk is full', safe: 'Everything saved is there; this step was not written', todo: 'Free some space, then try again' },
  },
  PERMISSION_DENIED: {
    zh: { what: '系统不允许访问这个文件', safe: '文件没有被改动', todo: '检查文件权限后重试' },
    en: { what: 'The system refuses access to the file', safe: 'The file was not changed', todo: 'Check its permissions, then try again' },
  },
  FILE_LOCKED: {
    zh: { what: '文件正被别的程序占用', safe: '文件没有被改动', todo: '在 Excel 等程序里关掉它，再重试' },
    en: { what: 'Another program holds the file', safe: 'The file was not changed', todo: 'Close it in Excel or wherever it is open, then try again' },
  },
  READ_ONLY_MODE: {
    zh: { what: '现在是只读模式', safe: '数据可以看，不能改', todo: '先修复或恢复数据，再继续工作' },
    en: { what: 'The data is read-only now', safe: 'You can look, not change', todo: 'Repair or restore the data, then go on' },
  },
  NOT_FOUND: {
    zh: { what: '找不到这一条', safe: '其他内容没有变化', todo: '它可能已被合并或来自别的数据；刷新列表再试' },
    en: { what: 'This entry was not found', safe: 'Nothing else changed', todo: 'It may have been merged; refresh the list and try again' },
  },
  INVALID_INPUT: {
    zh: { what: '填写的内容不对', safe: '没有保存，也没有改动', todo: '改好标出的地方再提交' },
    en: { what: 'Something you entered is not right', safe: 'Nothing was saved or changed', todo: 'Correct what is marked, then submit again' },
  },
  ILLEGAL_TRANSITION: {
    zh: { what: '不能直接改成这个状态', safe: '状态没有改变', todo: '按状态菜单里列出的顺序来' },
    en: { what: 'The status cannot change to that directly', safe: 'The status stays as it was', todo: 'Choose one of those the status menu offers' },
  },
  NEXT_ACTION_REQUIRED: {
    zh: { what: '等待中的单子要写下一步和时间', safe: '没有改动任何内容', todo: '填写下一步做什么、什么时候做' },
    en: { what: 'A case left waiting needs a next action and a time', safe: 'Nothing was changed', todo: 'Enter what happens next, and when' },
  },
  CASE_OVER: {
    zh: { what: '已了结的单子不能再设下一步', safe: '没有改动任何内容', todo: '还有事要办，就先重新打开' },
    en: { what: 'A case that is over has no next step', safe: 'Nothing was changed', todo: 'Reopen it first if something is left to do' },
  },
  REQUIRED_FIELDS_MISSING: {
    zh: { what: '还有必填项没有填', safe: '已填的内容都在', todo: '补齐标出的项目再继续' },
    en: { what: 'Required fields are empty', safe: 'What you entered is still there', todo: 'Fill in what is marked, then go on' },
  },
  REPLY_HAS_OPEN_PLACEHOLDER: {
    zh: { what: '话术里还有没填的空', safe: '没有复制', todo: '先填好标出的空再复制' },
    en: { what: 'The reply still has gaps', safe: 'Nothing was copied', todo: 'Fill in the marked gaps, then copy' },
  },
  REPLY_BLOCKED: {
    zh: { what: '这段话里有平台或法律不允许的内容', safe: '没有复制，也没有记录', todo: '看回复框上方标红的原因，改掉后再复制' },
    en: { what: 'The reply holds what the platform or the law forbids', safe: 'Nothing was copied or logged', todo: 'See the reason marked red at the reply box, change it, then copy' },
  },
  UNDO_REFUSED: {
    zh: { what: '这一步不能再撤销', safe: '售后单保持现在的样子，时间线没有少', todo: '之后已有人改过、已经撤销过，或超过了可撤销的时间；要改就直接再改一次' },
    en: { what: 'This step can no longer be taken back', safe: 'The case stays as it is, and its timeline is whole', todo: 'It was changed since, taken back already, or too long ago; change it again instead' },
  },
  DUPLICATE_CLAIM: {
    zh: { what: '这个运单已有一条未结理赔', safe: '没有新建', todo: '打开已有的那条，或写明为什么再登记一条' },
    en: { what: 'This waybill has an open claim already', safe: 'No second one was made', todo: 'Open the existing claim, or say why another is needed' },
  },
  ALREADY_REGISTERED: {
    zh: { what: '这一单的这个问题已经登记过', safe: '没有重复登记', todo: '打开已有的那条补充或确认' },
    en: { what: 'This fault of this case is registered already', safe: 'No second entry was made', todo: 'Open the one that is there and add to it or confirm it' },
  },
  DUPLICATE_PAYOUT: {
    zh: { what: '这笔钱可能已经打过或退过', safe: '没有打款', todo: '在打款清单里看是和哪一笔重复；确实要打，写明为什么' },
    en: { what: 'This money may have gone out already', safe: 'Nothing was paid', todo: 'Look in the finance list at what it doubles; if it is right, say why' },
  },
  BATCH_REFUSED: {
    zh: { what: '有的打款不能放进这一批', safe: '没有写文件，清单没有变', todo: '去掉未批准、已在批次里、方式不同、没有账号、疑似重复或口头批准未确认的，再导出' },
    en: { what: 'Some payouts cannot go into this batch', safe: 'No file was written and the list is unchanged', todo: 'Leave out what is not approved, already in a batch, of another way, without an account, a possible double, or approved by word only' },
  },
  MONTH_CLOSED: {
    zh: { what: '这个月已经结账', safe: '没有改动任何内容', todo: '把更正记到下一个未结的月份；确要改这个月，请主管重开' },
    en: { what: 'That month is closed', safe: 'Nothing was changed', todo: 'Post the correction to the next open month, or ask a supervisor to reopen this one' },
  },
  REGISTER_REFUSES: {
    zh: { what: '这里不能写这样的内容', safe: '没有保存', todo: '按提示改写后再保存' },
    en: { what: 'This must not be written here', safe: 'Nothing was saved', todo: 'Write it otherwise, as the hint says, and save again' },
  },
  DECISION_REFUSED: {
    zh: { what: '这一步不能这样记', safe: '账没有变', todo: '看一下原因，刷新后再试' },
    en: { what: 'This decision cannot be booked', safe: 'The books were not changed', todo: 'Look at the reason, refresh and try again' },
  },
  MONTH_NOT_CLOSABLE: {
    zh: { what: '这个月现在不能这样做', safe: '账没有变', todo: '先处理列出的原因' },
    en: { what: 'That cannot be done with this month now', safe: 'The books were not changed', todo: 'Deal with the reasons that are listed first' },
  },
  UNKNOWN_COURIER: {
    zh: { what: '不认识这家快递', safe: '没有保存', todo: '从列表里选择快递公司' },
    en: { what: 'That courier is not known', safe: 'Nothing was saved', todo: 'Choose the courier from the list' },
  },
  UNKNOWN_SHOP: {
    zh: { what: '不认识这家店铺', safe: '没有保存', todo: '从列表里选择店铺，或先添加它' },
    en: { what: 'That shop is not known', safe: 'Nothing was saved', todo: 'Choose a shop from the list, or add it first' },
  },
  UNKNOWN_STAFF: {
    zh: { what: '不认识这位同事', safe: '没有保存', todo: '从列表里选择同事' },
    en: { what: 'That colleague is not known', safe: 'Nothing was saved', todo: 'Choose somebody from the list' },
  },
  UNKNOWN_KIND: {
    zh: { what: '不认识这种售后类型', safe: '没有保存', todo: '从列表里选择类型' },
    en: { what: 'That kind of case is not known', safe: 'Nothing was saved', todo: 'Choose a kind from the list' },
  },
  NAME_TAKEN: {
    zh: { what: '这个名字已经有了', safe: '没有保存', todo: '换一个名字' },
    en: { what: 'That name is taken', safe: 'Nothing was saved', todo: 'Choose another name' },
  },
  LAST_SUPERVISOR: {
    zh: { what: '这是最后一位在用的主管', safe: '没有改动任何内容', todo: '先设另一位主管，再改这一位' },
    en: { what: 'This is the last active supervisor', safe: 'Nothing was changed', todo: 'Make somebody else a supervisor first' },
  },
  FILE_NOT_FOUND: {
    zh: { what: '找不到文件', safe: '没有改动任何内容', todo: '文件可能被移走或改名；重新选择它' },
    en: { what: 'The file was not found', safe: 'Nothing was changed', todo: 'It may have been moved or renamed; choose it again' },
  },
  FILE_EXISTS: {
    zh: { what: '这个文件名已经有了', safe: '原来的文件没有被覆盖', todo: '换一个文件名再存' },
    en: { what: 'A file of that name exists already', safe: 'It was not overwritten', todo: 'Choose another name' },
  },
  FILE_EMPTY: {
    zh: { what: '文件是空的', safe: '没有导入任何内容', todo: '重新导出一份再试' },
    en: { what: 'The file is empty', safe: 'Nothing was imported', todo: 'Export it again, then try once more' },
  },
  FILE_FORMAT_UNKNOWN: {
    zh: { what: '认不出这种文件', safe: '没有导入任何内容，原文件未动', todo: '另存为 XLSX 或 CSV 再导入；图片请用 JPG 或 PNG' },
    en: { what: 'The format of this file is not known', safe: 'Nothing was imported; the file was not touched', todo: 'Save it as XLSX or CSV; for pictures use JPG or PNG' },
  },
  FILE_PASSWORD_PROTECTED: {
    zh: { what: '文件有密码保护', safe: '没有导入任何内容，原文件未动', todo: '在 Excel 里去掉密码另存一份' },
    en: { what: 'The file is protected by a password', safe: 'Nothing was imported; the file was not touched', todo: 'Save a copy without the password in Excel' },
  },
  FILE_DAMAGED: {
    zh: { what: '文件已损坏，读不出来', safe: '没有导入任何内容，原文件未动', todo: '重新下载或导出一份' },
    en: { what: 'The file is damaged and cannot be read', safe: 'Nothing was imported; the file was not touched', todo: 'Download or export it again' },
  },
  FILE_TOO_LARGE: {
    zh: { what: '文件太大', safe: '没有导入任何内容，原文件未动', todo: '按月份拆成几份再导入' },
    en: { what: 'The file is too large', safe: 'Nothing was imported; the file was not touched', todo: 'Split it, by month for example, and import the parts' },
  },
  FILE_PROCESS_TIMEOUT: {
    zh: { what: '读这个文件花的时间太长，已停止', safe: '没有导入任何内容，原文件未动', todo: '另存一份再试；仍不行就拆小' },
    en: { what: 'Reading the file took too long and was stopped', safe: 'Nothing was imported; the file was not touched', todo: 'Save a fresh copy and try again, or split it' },
  },
  FILE_PROCESS_MEMORY: {
    zh: { what: '读这个文件要的内存太多，已停止', safe: '没有导入任何内容，原文件未动', todo: '把文件拆小，或另存为 CSV' },
    en: { what: 'Reading the file needed too much memory and was stopped', safe: 'Nothing was imported; the file was not touched', todo: 'Split the file, or save it as CSV' },
  },
  FILE_PROCESS_CRASHED: {
    zh: { what: '读文件的进程意外退出', safe: '没有导入任何内容，其他数据都在', todo: '再试一次；仍不行就另存一份' },
    en: { what: 'The process reading the file ended unexpectedly', safe: 'Nothing was imported, and all other data is there', todo: 'Try again; if it fails again, save a fresh copy' },
  },
  NO_ROWS_TAKEN: {
    zh: { what: '没有一行可以导入', safe: '没有改动任何内容', todo: '看看每行的原因，检查列对应是否正确' },
    en: { what: 'No row could be imported', safe: 'Nothing was changed', todo: 'Look at the reasons, and check which column is which' },
  },
  ROWS_REJECTED: {
    zh: { what: '有行不能导入，按“整份或不导”没有导入', safe: '没有改动任何内容', todo: '改好列出的行再导入，或改为只导入好的行' },
    en: { what: 'Some rows cannot be taken, so none was', safe: 'Nothing was changed', todo: 'Correct the listed rows and import again, or take the good rows only' },
  },
  MAPPING_INCOMPLETE: {
    zh: { what: '还有必需的列没有对上', safe: '没有导入任何内容', todo: '为标出的项目选择对应的列' },
    en: { what: 'A required column is not assigned', safe: 'Nothing was imported', todo: 'Assign a column to each marked field' },
  },
  IMAGE_UNREADABLE: {
    zh: { what: '图片打不开', safe: '原文件未动，已留在一边', todo: '用看图软件另存为 JPG 再试' },
    en: { what: 'The picture cannot be opened', safe: 'The file was kept aside unchanged', todo: 'Save it as JPG in an image viewer, then try again' },
  },
  IMAGE_TOO_LARGE: {
    zh: { what: '图片尺寸太大', safe: '原文件未动', todo: '缩小后再试' },
    en: { what: 'The picture is too large', safe: 'The file was not touched', todo: 'Make it smaller, then try again' },
  },
  READING_UNAVAILABLE: {
    zh: { what: '这台电脑上读不了图中文字', safe: '图片照常保存和归档，什么都没有丢', todo: '程序文件缺失或损坏：重新安装程序，或先手工填写' },
    en: { what: 'Text in pictures cannot be read on this PC', safe: 'Pictures are kept and filed as always, nothing is lost', todo: "The program's files are missing or damaged: install it again, or type the text for now" },
  },
  REPORT_CHANGED: {
    zh: { what: '报告文件和结账时记录的不一样，有人改过', safe: '结账的数字都在，没有存出副本', todo: '重新生成报告，再存副本' },
    en: { what: 'The report is not the file that was recorded: somebody changed it', safe: 'The figures of the closing are there; no copy was saved', todo: 'Make the report again, then save the copy' },
  },
  PRINT_UNAVAILABLE: {
    zh: { what: '这里不能生成 PDF', safe: '数据都在', todo: '在工作台窗口里导出；命令行只能导出表格' },
    en: { what: 'No PDF can be made here', safe: 'All data is there', todo: 'Export it in the window of the app; the command line writes tables only' },
  },
  PRINT_FAILED: {
    zh: { what: 'PDF 没有生成', safe: '数据都在，没有留下半份文件', todo: '再试一次；仍不行就导出表格' },
    en: { what: 'The PDF was not made', safe: 'All data is there and no half file was left', todo: 'Try again; if it fails again, export the table' },
  },
  STORE_FAILED: {
    zh: { what: '共享存储连不上或不让读写', safe: '本机数据都在，照常使用，改动排队等待', todo: '看同步状态里的原因；网络或权限恢复后会自动补传' },
    en: { what: 'The shared store cannot be reached or does not allow it', safe: 'All data is on this PC and works; changes wait', todo: 'See the reason in the sync status; it goes on by itself once network or rights are back' },
  },
  STORE_MISSING: {
    zh: { what: '共享存储里找不到团队的数据', safe: '本机数据都在，没有删任何东西', todo: '检查共享盘是否已挂载、路径或存储桶是否选对' },
    en: { what: 'The team’s data is not in this store', safe: 'All data is on this PC; nothing was deleted', todo: 'Check that the share is mounted and that folder or bucket is the right one' },
  },
  STORE_OTHER_VAULT: {
    zh: { what: '这里放的是另一个团队的数据', safe: '没有读入，也没有写入', todo: '换成原来的文件夹，或先退出共享再加入这一个' },
    en: { what: 'This store holds another team’s data', safe: 'Nothing was read or written', todo: 'Choose the former folder, or leave sharing first and join this one' },
  },
  STORE_EMPTY: {
    zh: { what: '这里还没有团队的数据', safe: '没有读入，也没有写入', todo: '如果是第一台电脑，选“新建共享”；否则检查共享盘是否已挂载' },
    en: { what: 'There is no team’s data here yet', safe: 'Nothing was read or written', todo: 'On the first PC choose “Create”; otherwise check that the share is mounted' },
  },
  STORE_IN_USE: {
    zh: { what: '这里已经有团队的数据', safe: '原有数据没有动', todo: '选“加入”，或换一个空文件夹' },
    en: { what: 'There is a team’s data here already', safe: 'It was not touched', todo: 'Choose “Join”, or an empty folder' },
  },
  STORE_HALF_FOUNDED: {
    zh: { what: '这里有一次没有完成的“新建共享”', safe: '没有写入，也没有删除', todo: '可能另一台电脑正在新建：回到那台电脑再点“新建”；那台不用了，就过 10 分钟在这里再试' },
    en: { what: 'A creation was begun here and not finished', safe: 'Nothing was written or removed', todo: 'Another PC may be at it: choose “Create” there again; if that PC is gone, try again here in ten minutes' },
  },
  PASSPHRASE_WRONG: {
    zh: { what: '团队口令不对', safe: '没有读入，也没有写入', todo: '向主管核对口令，注意大小写和空格' },
    en: { what: 'The team passphrase is wrong', safe: 'Nothing was read or written', todo: 'Ask a supervisor; mind capitals and spaces' },
  },
  SECRET_LOST: {
    zh: { what: '系统钥匙串打不开保存的账号和密钥', safe: '本机数据都在', todo: '重新填写共享存储的账号；换了电脑或系统账户就要重新加入' },
    en: { what: 'The system’s keychain does not open the stored credentials and keys', safe: 'All data is on this PC', todo: 'Enter the store’s account again; on another PC or account, join anew' },
  },
  SYNC_OFF: {
    zh: { what: '还没有设置共享', safe: '本机数据都在', todo: '在“共享与同步”里新建或加入' },
    en: { what: 'Sharing is not set up', safe: 'All data is on this PC', todo: 'Create or join under “Sharing and sync”' },
  },
  SYNC_ON: {
    zh: { what: '已经在共享中', safe: '原有共享没有变', todo: '先退出共享，再加入别的' },
    en: { what: 'Sharing is set up already', safe: 'It was not changed', todo: 'Leave it first, then join another' },
  },
  DEVICE_PART_TAKEN: {
    zh: { what: '这台电脑的编号和已有电脑重复', safe: '没有接纳，数据没有变', todo: '在新电脑上重新建数据文件夹，再申请加入' },
    en: { what: 'This PC’s short number is taken by another PC', safe: 'It was not admitted; nothing changed', todo: 'Make the data folder on the new PC anew and ask again' },
  },
  DEVICE_MAY_NOT: {
    zh: { what: '这台电脑没有改这一项的权限', safe: '没有保存', todo: '在权限为“完整”的电脑上改' },
    en: { what: 'This PC has no right to change that', safe: 'Nothing was saved', todo: 'Change it on a PC with full rights' },
  },
  CHECK_CODE_WRONG: {
    zh: { what: '核对码不一致', safe: '没有接纳', todo: '到那台电脑上再看一次核对码；仍不一致就不要接纳' },
    en: { what: 'The check code does not agree', safe: 'The PC was not admitted', todo: 'Read the code on that PC again; if it still differs, do not admit it' },
  },
  STREAM_WAITS: {
    zh: { what: '有电脑的改动还没传完整', safe: '已收到的都在，没有少', todo: '看看那台电脑是否开机、联网；传完会自动收' },
    en: { what: 'Changes of a PC are not whole in the store yet', safe: 'What came is there; nothing is missing', todo: 'See that the PC is on and connected; the rest comes by itself' },
  },
  STREAM_FORGED: {
    zh: { what: '有电脑的文件和它写的不一致', safe: '这台电脑没有收下它，其他电脑照常', todo: '请主管核对那台电脑和共享存储，确认后重新加入' },
    en: { what: 'A file of a PC is not what that PC wrote', safe: 'It was not taken in; other PCs go on', todo: 'Let a supervisor look at that PC and at the store, then let it join anew' },
  },
  STREAM_SEALED: {
    zh: { what: '有电脑用的口令不同', safe: '没有收下它的改动，其他电脑照常', todo: '让那台电脑用团队口令重新加入' },
    en: { what: 'A PC uses another passphrase', safe: 'Its changes were not taken in; other PCs go on', todo: 'Let that PC join anew with the team’s passphrase' },
  },
  STREAM_NEWER: {
    zh: { what: '有电脑用了更新的版本', safe: '本机数据都在，新内容先留着', todo: '更新这台电脑的工作台，之后会自动收下' },
    en: { what: 'A PC uses a newer version', safe: 'All data is here; what is new is kept aside', todo: 'Update the app on this PC; then it is taken in by itself' },
  },
  CLOCK_AHEAD: {
    zh: { what: '有电脑的时钟快了太多', safe: '它的改动先不收，没有丢', todo: '把那台电脑的日期和时间调准' },
    en: { what: 'The clock of a PC is far ahead', safe: 'Its changes wait and are not lost', todo: 'Set date and time of that PC right' },
  },
  CANCELLED: {
    zh: { what: '已取消', safe: '没有完成的部分没有保存', todo: '需要时重新开始' },
    en: { what: 'Cancelled', safe: 'What was not finished was not saved', todo: 'Start again whenever you like' },
  },
  BUSY: {
    zh: { what: '正在做另一件事', safe: '没有改动任何内容', todo: '等它完成后再试' },
    en: { what: 'Something else is being done', safe: 'Nothing was changed', todo: 'Wait until it is finished, then try again' },
  },
  DOCUMENT_CHANGED: {
    zh: { what: '同事刚刚保存了更新的版本', safe: '你的改动还在编辑框里，没有丢', todo: '看一下历史版本里的差别，再重新保存' },
    en: { what: 'A colleague has just saved a newer version', safe: 'Your text is still in the editor', todo: 'Look at the difference under “History”, then save again' },
  },
  TEMPLATE_INVALID: {
    zh: { what: '这条话术还有错', safe: '没有保存，你写的还在编辑框里', todo: '看标红的地方，改好再保存' },
    en: { what: 'This template has a mistake', safe: 'It was not saved; your text is still in the editor', todo: 'Mend what is marked red, then save' },
  },
  RESOURCE_FILE_INVALID: {
    zh: { what: '程序的资源文件有错', safe: '你的数据没有被改动', todo: '改正该文件，或重新安装程序' },
    en: { what: 'A resource file of the program is not valid', safe: 'Your data was not touched', todo: 'Correct that file, or install the program again' },
  },
  INTERNAL: {
    zh: { what: '出了意料之外的错误', safe: '已保存的内容都在', todo: '再试一次；若再出现，把日志交给管理员' },
    en: { what: 'Something unexpected went wrong', safe: 'Everything saved is there', todo: 'Try again; if it happens again, give the log to your administrator' },
  },
}

export type ErrorLocale = 'zh' | 'en'

/** Reasons why a month cannot be closed have words of their own (M5). */
function factText(key: string, value: string, locale: ErrorLocale): string {
  const words: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = CLOSING_WORDS
  return key === 'reasons' ? (words[value]?.[locale] ?? value) : value
}

/** The facts of a refusal as text, for example `courier: 某某快递`; empty when there are none. */
export function detailText(detail: ErrorDetail, locale: ErrorLocale): string {
  const separator = locale === 'zh' ? '、' : ', '
  return Object.entries(detail)
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.map((one) => factText(key, one, locale)).join(separator) : String(value)}`)
    .join(locale === 'zh' ? '；' : '; ')
}

/** Words for a code in one language, and all of them with the facts as a single line. */
export function errorWords(code: ErrorCode, detail: ErrorDetail, locale: ErrorLocale): ErrorWords & { readonly line: string } {
  const words = ERROR_WORDS[code][locale]
  const facts = detailText(detail, locale).replaceAll(/\s*[\r\n]+\s*/g, ' ')
  const line =
    locale === 'zh'
      ? `${words.what}${facts === '' ? '' : `（${facts}）`}。${words.safe}。${words.todo}。`
      : `${words.what}${facts === '' ? '' : ` (${facts})`}. ${words.safe}. ${words.todo}.`
  return { ...words, line }
}
