/** Platforms whose buyers sign in with one and the same account: a nick on one of them is the same person on the other. */
const SHARED: readonly (readonly string[])[] = [['taobao', 'tmall']]

/** The platforms on which a buyer's nick means the same person, the given one first. */
export function accountPlatforms(platform: string): readonly string[] {
  const shared = SHARED.find((group) => group.includes(platform)) ?? []
  return [platform, ...shared.filter((other) => other !== platform)]
}
