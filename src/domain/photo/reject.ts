/** Why a file was not filed as a photo, with words that say what is safe and what to do (spec A3, R2). */
export const REJECT_REASONS = {
  empty: {
    zh: '文件是空的（0 字节），没有可保存的内容。请让对方重新发送原图。',
    en: 'The file is empty (0 bytes), so there is nothing to keep. Ask for the original picture again.',
  },
  'not-a-photo': {
    zh: '这不是照片、PDF 或视频（按内容判断），未归档。原文件没有改动；表格请用“导入”。',
    en: 'By its content this is no photo, PDF or video, so it was not filed. Your file is unchanged; use Import for spreadsheets.',
  },
  broken: {
    zh: '图片已损坏，无法打开。已原样放入“_待检查”文件夹；请让对方以“原图”方式重发。',
    en: 'The picture is damaged and cannot be opened. An exact copy is in the folder “_待检查”; ask for it again as an original file.',
  },
  truncated: {
    zh: '图片不完整（下载或发送中断）。已原样放入“_待检查”文件夹；请重新下载或让对方重发。',
    en: 'The picture is cut off (a download or transfer stopped). An exact copy is in “_待检查”; download it again or ask for it again.',
  },
  'too-many-pixels': {
    zh: '图片尺寸过大，超过上限，未解码。已原样放入“_待检查”文件夹；如确需使用，请主管调整上限或另存为较小的图片。',
    en: 'The picture has more pixels than the limit allows and was not decoded. An exact copy is in “_待检查”; save it smaller or ask a supervisor to raise the limit.',
  },
  'too-large': {
    zh: '文件超过大小上限，未归档。原文件没有改动；请压缩视频，或请主管调整上限。',
    en: 'The file is larger than the limit and was not filed. Your file is unchanged; compress the video or ask a supervisor to raise the limit.',
  },
  'too-slow': {
    zh: '读取这张图片用时过长，已停止。已原样放入“_待检查”文件夹；其他图片不受影响。',
    en: 'Reading this picture took too long and was stopped. An exact copy is in “_待检查”; other pictures are not affected.',
  },
  'too-much-memory': {
    zh: '读取这张图片需要过多内存，已停止。已原样放入“_待检查”文件夹；其他图片不受影响。',
    en: 'Reading this picture needed too much memory and was stopped. An exact copy is in “_待检查”; other pictures are not affected.',
  },
  'reader-crashed': {
    zh: '读取这张图片时解码程序意外退出。已原样放入“_待检查”文件夹；可以再试一次。',
    en: 'The decoder stopped unexpectedly at this picture. An exact copy is in “_待检查”; you may try again.',
  },
  'not-found': {
    zh: '找不到这个文件，可能已被移动或删除。请确认位置后重试。',
    en: 'The file cannot be found; it may have been moved or deleted. Check where it is and try again.',
  },
  'not-readable': {
    zh: '没有权限读取这个文件，或它正被其他程序占用。请关闭占用它的程序后重试。',
    en: 'The file may not be read, or another program holds it. Close that program and try again.',
  },
  'still-changing': {
    zh: '文件还在写入（可能正在下载），未归档。请等下载完成后重试。',
    en: 'The file is still being written (perhaps a download), so it was not filed. Try again when it is complete.',
  },
  'a-folder': {
    zh: '这是一个文件夹，不是文件。请选择其中的照片，或用“扫描旧文件夹”收整个文件夹。',
    en: 'This is a folder, not a file. Choose the photos in it, or take it in whole with Scan an old folder.',
  },
} as const satisfies Record<string, { zh: string; en: string }>

export type RejectReason = keyof typeof REJECT_REASONS
