/** The one error that only the page can know; all others have their words in src/domain/error-words.ts. */
export const errors = {
  CONNECTION_LOST: { what: '与后台的连接断了', safe: '已保存的内容都在', todo: '正在重新连接；稍后再试一次' },
} as const
