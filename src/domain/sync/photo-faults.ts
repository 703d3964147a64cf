/** What is wrong with one photo on its way, beside what a store or a disk says (S4, S7). */
export type PhotoFault =
  /** Its file here holds other bytes than the row says: somebody changed it by hand. */
  | 'altered'
  /** Its file is not here. */
  | 'absent'
  /** What the store gave is not this photo. */
  | 'wrong-content'
  /** The row names a file that is not in the store. */
  | 'not-in-store'
  /** It is sealed and this PC has no passphrase. */
  | 'no-passphrase'

/** What happened, what is safe, what to do. */
export const PHOTO_FAULT_WORDS: Readonly<Record<PhotoFault, { readonly zh: string; readonly en: string }>> = {
  altered: {
    zh: '本机的照片文件被改动过，没有上传。其他电脑不受影响；请在照片的“检查”里修复，或从原处重新归档。',
    en: 'The photo’s file on this PC was changed, so it was not uploaded. Other PCs are not affected; mend it under Check in the photo care, or file the original again.',
  },
  absent: {
    zh: '本机找不到这张照片的文件，没有上传。记录都在；请在照片的“检查”里找回。',
    en: 'The photo’s file is not on this PC, so it was not uploaded. Its record is safe; look for it under Check in the photo care.',
  },
  'wrong-content': {
    zh: '共享存储里的照片内容不对，没有归档。记录都在；会自动再取，并请有原图的电脑重新上传。',
    en: 'What the store holds is not this photo, so it was not filed. Its record is safe; it is fetched again, and a PC that has it is asked to upload it anew.',
  },
  'not-in-store': {
    zh: '共享存储里暂时没有这张照片的文件。记录都在，没有删任何东西；会自动再取，并请有原图的电脑重新上传。',
    en: 'The photo’s file is not in the store just now. Its record is safe and nothing was deleted; it is fetched again, and a PC that has it is asked to upload it anew.',
  },
  'no-passphrase': {
    zh: '这张照片用团队口令加密，本机没有口令。记录都在；请在“共享与同步”里填口令。',
    en: 'This photo is sealed with the team’s passphrase, which this PC does not have. Its record is safe; enter the passphrase under Sharing and sync.',
  },
}

/**
 * Milliseconds until the next attempt after so many that failed (1, 2, 3 …): twice as long each time, up to `mostMs`.
 */
export function retryAfter(attempts: number, firstMs: number, mostMs: number): number {
  // 2^30 seconds are beyond any limit; more would only lose whole numbers
  return Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, attempts - 1)))
}
