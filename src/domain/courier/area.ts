/** Areas that a courier does not serve (O2, P3): recognised in an address, and found again in the next one. */

export interface AreaEntry {
  readonly courierId: string
  readonly kind: 'out-of-area' | 'suspended'
  readonly area: string
  /** Civil days `YYYY-MM-DD`, both included; null: open. */
  readonly fromDay: string | null
  readonly toDay: string | null
}

export interface RecognisedArea {
  readonly province: string | null
  readonly city: string | null
  readonly district: string | null
}

const MUNICIPALITIES = ['北京', '上海', '天津', '重庆'] as const
const REGIONS = ['内蒙古', '广西', '西藏', '宁夏', '新疆', '香港', '澳门'] as const
const PROVINCES = [
  '河北', '山西', '辽宁', '吉林', '黑龙江', '江苏', '浙江', '安徽', '福建', '江西', '山东', '河南', '湖北', '湖南', '广东', '海南', '四川', '贵州', '云南', '陕西', '甘肃',
  '青海', '台湾',
] as const
const PROVINCE_ENDING = /^(?:(?:维吾尔|壮族|回族)?自治区|特别行政区|省|市)/u

const clean = (text: string): string => text.normalize('NFKC').replace(/[\s,，、/|·-]+/gu, '')

/**
 * Province, city and district at the head of a Chinese address (P3), as written there: 广东省 / 深圳市 / 南山区. What is not there or is
 * masked stays null; text before the province (a name, a label) is passed over.
 */
export function recogniseArea(address: string): RecognisedArea {
  const text = clean(address)
  const names: readonly string[] = [...MUNICIPALITIES, ...REGIONS, ...PROVINCES]
  const found = names.map((name) => ({ name, at: text.indexOf(name) })).filter(({ at }) => at !== -1).sort((a, b) => a.at - b.at)[0]
  if (found === undefined) return { province: null, ...cityAndDistrict(text) }
  const after = text.slice(found.at + found.name.length)
  const ending = PROVINCE_ENDING.exec(after)?.[0] ?? ''
  const province = found.name + ending
  let rest = after.slice(ending.length)
  const municipality = (MUNICIPALITIES as readonly string[]).includes(found.name)
  // Lists write a municipality twice: 上海 上海市 浦东新区.
  if (municipality && rest.startsWith(found.name)) rest = rest.slice(found.name.length).replace(/^市/u, '')
  if (municipality) return { province, city: null, district: districtIn(rest) }
  return { province, ...cityAndDistrict(rest) }
}

function cityAndDistrict(text: string): Pick<RecognisedArea, 'city' | 'district'> {
  const city = /^[\p{Script=Han}]{1,11}?(?:自治州|地区|盟|市)/u.exec(text)?.[0] ?? null
  return { city, district: districtIn(city === null ? text : text.slice(city.length)) }
}

function districtIn(text: string): string | null {
  return /^[\p{Script=Han}]{1,11}?(?:自治县|自治旗|新区|区|县|市|旗)/u.exec(text)?.[0] ?? null
}

/** The words to store for the area of an address: the district with what it lies in, or as much as is known; null when nothing is. */
export function areaWords(address: string): string | null {
  const { province, city, district } = recogniseArea(address)
  if (province === null && city === null) return null
  const words = [province, city, district].filter((part) => part !== null).join(' ')
  return words === '' ? null : words
}

/** 广东省 → 广东: lists and addresses write the endings or leave them out. Two characters always stay. */
function bare(part: string): string {
  const short = part.replace(/(?:(?:维吾尔|壮族|回族)?自治区|特别行政区|自治州|自治县|自治旗|地区|省|市|区|县|旗|盟)$/u, '')
  return short.length >= 2 ? short : part
}

/** The parts of an entry as somebody wrote it: by blanks, or by the endings of a full address. */
function partsOf(area: string): string[] {
  const words = area.trim().split(/[\s,，、/|·-]+/u).filter((word) => word !== '')
  if (words.length > 1) return words
  const { province, city, district } = recogniseArea(area)
  const parts = [province, city, district].filter((part) => part !== null)
  return parts.join('').length === clean(area).length ? parts : words
}

/**
 * Whether an entry's area lies at this address: all its parts stand there in order, and a province is the province of the address, not
 * a street that is called after it. An empty entry never fits.
 */
export function areaCovers(area: string, address: string): boolean {
  return covers(area, read(address))
}

interface ReadAddress {
  readonly text: string
  readonly province: string | null
}

/** What comparing needs of an address: read once, then held against a courier's whole list. */
const read = (address: string): ReadAddress => ({ text: clean(address), province: recogniseArea(address).province })

function covers(area: string, { text, province }: ReadAddress): boolean {
  let from = 0
  const parts = partsOf(area)
  for (const [index, part] of parts.entries()) {
    const word = bare(clean(part))
    const named = recogniseArea(part).province
    if (index === 0 && named !== null && bare(named) === word && (province === null || bare(province) !== word)) return false
    const at = text.indexOf(word, from)
    if (word === '' || at === -1) return false
    from = at + word.length
  }
  return parts.length > 0
}

/**
 * Entries that forbid an address on a day `YYYY-MM-DD` (P3, O2): out of area always unless dated, suspended within its dates. The most
 * exact entry first.
 */
export function matchArea(entries: readonly AreaEntry[], address: string, day: string): AreaEntry[] {
  const known = read(address)
  return entries
    .filter(({ fromDay, toDay }) => (fromDay === null || fromDay <= day) && (toDay === null || day <= toDay))
    .filter(({ area }) => covers(area, known))
    .sort((a, b) => clean(b.area).length - clean(a.area).length || a.area.localeCompare(b.area))
}
