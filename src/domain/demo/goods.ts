import type { PlatformId } from '../case/lists'
import type { Random } from './random'

export interface Product {
  readonly title: string
  /** What buyers call it. */
  readonly short: string
  readonly sku: string
  readonly cents: number
  readonly options: readonly [string, ...string[]]
}

const COLOURS = ['米白', '奶咖', '雾蓝', '豆绿', '浅灰', '暖橘'] as const
const SIZES = ['90', '100', '110', '120', '130', 'S', 'M', 'L', 'XL'] as const
const SETS = ['单只装', '两只装', '四只装', '大号', '中号', '小号'] as const

const item = (sku: string, short: string, title: string, yuan: number, options: readonly [string, ...string[]]): Product => ({ sku, short, title, cents: Math.round(yuan * 100), options })

export const PRODUCTS: readonly [Product, ...Product[]] = [
  item('CJ-2031', '花瓶', '陶瓷花瓶摆件客厅插花北欧简约', 89, COLOURS),
  item('CJ-2044', '台灯', '护眼台灯学习专用卧室床头灯', 129, COLOURS),
  item('CJ-1180', '收纳箱', '可折叠收纳箱大容量衣柜整理盒', 45.9, SETS),
  item('CJ-1192', '真空袋', '真空压缩袋羽绒服被子收纳', 39.8, SETS),
  item('CJ-3307', '四件套', '全棉水洗四件套纯色床单被套', 219, COLOURS),
  item('CJ-3311', '夏凉被', '空调被夏凉被可机洗双人', 98, COLOURS),
  item('CJ-3320', '枕头', '乳胶枕成人护颈枕一对装', 159, SETS),
  item('CJ-4102', '保温杯', '316不锈钢保温杯大容量车载', 69, COLOURS),
  item('CJ-4115', '玻璃杯', '耐热玻璃杯带盖吸管杯', 29.9, SETS),
  item('CJ-4128', '餐具', '家用陶瓷餐具碗碟套装十六件', 139, COLOURS),
  item('CJ-4140', '砂锅', '耐高温砂锅炖锅家用煲汤', 108, SETS),
  item('CJ-5011', '地垫', '入户门地垫防滑吸水脚垫', 36.5, COLOURS),
  item('CJ-5023', '窗帘', '遮光窗帘成品卧室免打孔', 168, COLOURS),
  item('CJ-5037', '置物架', '厨房置物架落地多层收纳架', 149, SETS),
  item('CJ-5050', '挂钟', '静音挂钟客厅轻奢时钟', 79, COLOURS),
  item('XM-0712', '卫衣', '儿童卫衣春秋款加绒上衣', 79.9, SIZES),
  item('XM-0718', '羽绒服', '儿童轻薄羽绒服连帽外套', 199, SIZES),
  item('XM-0725', '连体衣', '婴儿连体衣新生儿哈衣纯棉', 59, SIZES),
  item('XM-0733', '学步鞋', '宝宝学步鞋软底防滑', 89, SIZES),
  item('XM-0740', '书包', '小学生书包护脊减负双肩包', 139, COLOURS),
  item('SG-1503', '连衣裙', '法式连衣裙收腰显瘦气质长裙', 169, SIZES),
  item('SG-1511', '针织衫', '慵懒风针织衫宽松外穿开衫', 119, SIZES),
  item('SG-1526', '半身裙', '高腰半身裙中长款百搭', 99, SIZES),
  item('SG-1534', '牛仔裤', '直筒牛仔裤女显瘦高腰', 129, SIZES),
  item('BA-0901', '帐篷', '户外帐篷全自动速开防雨', 269, SETS),
  item('BA-0912', '露营灯', '充电露营灯超长续航氛围灯', 75, COLOURS),
  item('BA-0920', '登山包', '轻量登山包防泼水四十升', 189, COLOURS),
  item('BA-0931', '折叠椅', '户外折叠椅便携钓鱼凳', 66, COLOURS),
]

type Place = readonly [province: string, city: string, district: string]
export const PLACES: readonly [Place, ...Place[]] = [
  ['浙江省', '杭州市', '余杭区'], ['广东省', '广州市', '天河区'], ['广东省', '深圳市', '龙岗区'], ['江苏省', '苏州市', '吴中区'], ['四川省', '成都市', '武侯区'],
  ['山东省', '青岛市', '市北区'], ['湖北省', '武汉市', '洪山区'], ['河南省', '郑州市', '金水区'], ['福建省', '厦门市', '集美区'], ['湖南省', '长沙市', '岳麓区'],
  ['陕西省', '西安市', '雁塔区'], ['北京', '北京市', '朝阳区'], ['上海', '上海市', '闵行区'], ['辽宁省', '大连市', '甘井子区'], ['云南省', '昆明市', '五华区'],
  ['新疆维吾尔自治区', '乌鲁木齐市', '天山区'], ['黑龙江省', '哈尔滨市', '南岗区'], ['安徽省', '合肥市', '蜀山区'], ['江西省', '南昌市', '青山湖区'], ['广西壮族自治区', '南宁市', '青秀区'],
]
const STREETS = ['文一路', '人民路', '解放大道', '建设街', '春晓路', '学府路', '滨河东路', '新华街', '锦绣大道', '长江路', '梧桐路', '和平里'] as const
const ESTATES = ['锦绣花园', '阳光城', '金色家园', '绿地新里', '万象府', '桂花苑', '青年公寓', '东方明珠', '翠湖天地', '学士苑'] as const

export function demoAddress(random: Random): string {
  const [province, city, district] = random.pick(PLACES)
  return `${province} ${city} ${district} ${random.pick(STREETS)}${random.int(1, 888)}号${random.pick(ESTATES)}${random.int(1, 32)}幢${random.int(1, 28)}0${random.int(1, 6)}室`
}

export function demoPhone(random: Random): string {
  return `1${random.pick(['38', '39', '50', '58', '76', '86', '87', '99'])}${String(random.int(0, 99_999_999)).padStart(8, '0')}`
}

/** An order number in the shape of its platform. */
export function demoOrderNo(random: Random, platform: PlatformId, day: string): string {
  switch (platform) {
    case 'pinduoduo':
      return `${day.slice(2).replaceAll('-', '')}-${random.digits(15)}`
    case 'jd':
      return random.digits(12)
    case 'ebay':
      return `${random.digits(2)}-${random.digits(5)}-${random.digits(5)}`
    case 'shopify':
      return `#${random.digits(7)}`
    case 'kuaishou':
      return random.digits(16)
    default:
      return random.digits(19)
  }
}

/** Couriers with their share of the parcels, and what their waybills look like (`#` is a digit). */
const DOMESTIC = [
  [{ id: 'zto', shape: '78############' }, 24],
  [{ id: 'yto', shape: 'YT#############' }, 20],
  [{ id: 'yunda', shape: '43#############' }, 17],
  [{ id: 'sto', shape: '77#############' }, 13],
  [{ id: 'jt', shape: 'JT#############' }, 12],
  [{ id: 'sf', shape: 'SF#############' }, 9],
  [{ id: 'ems', shape: '12###########' }, 3],
  [{ id: 'deppon', shape: 'DPK############' }, 2],
] as const
const ABROAD = [[{ id: 'ems', shape: 'LK#########CN' }, 6], [{ id: 'ups', shape: '1Z4###############' }, 2], [{ id: 'fedex', shape: '61##########' }, 2]] as const

export function demoParcel(random: Random, platform: PlatformId): { courierId: string; waybill: string } {
  const { id, shape } = random.weighted<{ readonly id: string; readonly shape: string }>(platform === 'ebay' || platform === 'shopify' ? ABROAD : DOMESTIC)
  return { courierId: id, waybill: shape.replaceAll('#', () => String(random.int(0, 9))) }
}
