import type { Calendar, Shift } from '../clock/calendar'

const DAYS = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const
const DAY_MINUTES = 1440

const time = (minute: number): string => `${Math.floor(minute / 60) % 24}:${String(minute % 60).padStart(2, '0')}`

/** Shifts that follow on one another are one stretch to whoever wants to reach the shop. */
function stretches(shifts: readonly Shift[]): Shift[] {
  const found: Shift[] = []
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last !== undefined && last.to === shift.from) found[found.length - 1] = { from: last.from, to: shift.to }
    else found.push(shift)
  }
  return found
}

const shiftWords = (shifts: readonly Shift[], language: 'zh' | 'en'): string =>
  stretches(shifts)
    .map(({ from, to }) => (language === 'zh' ? `${time(from)}至${to <= from ? '次日' : ''}${to === DAY_MINUTES ? '24:00' : time(to)}` : `${time(from)} to ${time(to)}`))
    .join(language === 'zh' ? '、' : ' and ')

/** When a shop works, in words (T1): days with the same hours together, `周一至周六 9:00至18:00`. Single dates of the calendar are left out. */
export function hoursWords(calendar: Calendar, language: 'zh' | 'en'): string {
  const { week } = calendar
  if (week === null) return language === 'zh' ? '全天' : 'round the clock'
  const groups: { first: number; last: number; words: string }[] = []
  week.forEach((shifts, day) => {
    const words = shiftWords(shifts, language)
    const last = groups.at(-1)
    if (words === '') return
    if (last !== undefined && last.words === words && last.last === day - 1) last.last = day
    else groups.push({ first: day, last: day, words })
  })
  const names = DAYS[language]
  return groups
    .map(({ first, last, words }) => `${names[first] ?? ''}${first === last ? '' : `${language === 'zh' ? '至' : ' to '}${names[last] ?? ''}`} ${words}`)
    .join(language === 'zh' ? '，' : ', ')
}
