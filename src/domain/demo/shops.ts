import type { PlatformId } from '../case/lists'
import type { Role } from '../identity/roles'
import type { Weighted } from './random'

/** The twelve shops of the demo group with their share of the cases. The first takes the place of the shop that was founded. */
export const DEMO_SHOPS: readonly { readonly name: string; readonly platform: PlatformId; readonly share: number }[] = [
  { name: '云间家居旗舰店', platform: 'tmall', share: 22 },
  { name: '云间生活馆', platform: 'taobao', share: 15 },
  { name: '云间好物工厂店', platform: 'pinduoduo', share: 16 },
  { name: '云间家居官方自营', platform: 'jd', share: 9 },
  { name: '云间严选', platform: 'douyin', share: 11 },
  { name: '小满童装', platform: 'taobao', share: 7 },
  { name: '小满母婴旗舰店', platform: 'tmall', share: 6 },
  { name: '拾光女装', platform: 'douyin', share: 4 },
  { name: '北岸户外', platform: 'kuaishou', share: 3 },
  { name: '云间批发部', platform: 'alibaba', share: 3 },
  { name: 'cloudhome-store', platform: 'ebay', share: 3 },
  { name: 'Cloudhome Outlet', platform: 'shopify', share: 1 },
]

const SURNAMES = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚'
const GIVEN = ['敏', '静', '丽', '婷', '雪', '洋', '磊', '娜', '颖', '琳', '佳', '晨', '倩', '慧', '欣怡', '子涵', '雨桐', '思远', '浩然', '文静', '晓燕', '志强', '海燕', '建华', '春梅', '国庆', '梦洁', '嘉怡', '俊杰', '一凡'] as const

/** Roles of the fifty, in the order in which they are made. */
const ROLES_OF_DEMO: readonly Weighted<Role>[] = [['agent', 34], ['assistant', 6], ['supervisor', 3], ['finance', 3], ['warehouse', 4]]

/** Name of the n-th staff member; the first hundred differ from each other. */
export function staffName(n: number): string {
  return `${SURNAMES.charAt((n * 7) % SURNAMES.length)}${GIVEN[(n * 11) % GIVEN.length] ?? ''}`
}

/** Roles of `count` staff members in the shares of a real team. */
export function staffRoles(count: number): Role[] {
  const total = ROLES_OF_DEMO.reduce((sum, [, share]) => sum + share, 0)
  const roles = ROLES_OF_DEMO.flatMap(([role, share]) => Array.from({ length: Math.round((share * count) / total) }, () => role))
  while (roles.length < count) roles.unshift('agent')
  return roles.slice(0, count)
}

/** A receiver's name: personal data of nobody. */
export function personName(next: (from: number, to: number) => number): string {
  return `${SURNAMES.charAt(next(0, SURNAMES.length - 1))}${GIVEN[next(0, GIVEN.length - 1)] ?? ''}`
}
