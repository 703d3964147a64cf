/** Buyers there write English, whatever language the staff work in. */
const ENGLISH_PLATFORMS: ReadonlySet<string> = new Set(['ebay', 'shopify', 'amazon'])
const CHINESE_CURRENCIES: ReadonlySet<string> = new Set(['CNY', 'HKD', 'TWD', 'MOP'])

/**
 * The language of a reply follows the buyer (T1): that of the platform, and where the platform says nothing that of the shop's money.
 * The language of the window does not count.
 */
export function replyLanguage(platform: string, currency: string): 'zh' | 'en' {
  if (ENGLISH_PLATFORMS.has(platform)) return 'en'
  return platform === 'other' && !CHINESE_CURRENCIES.has(currency) ? 'en' : 'zh'
}
