/** Roles of section 0 of the spec and what each may do (R3). Enforced in the background process, never in the page. */
export const ROLES = ['agent', 'assistant', 'supervisor', 'finance', 'warehouse'] as const
export type Role = (typeof ROLES)[number]

export const RIGHTS = [
  'case.read',
  'case.write',
  'order.read',
  'order.import',
  'photo.read',
  'photo.write',
  /** removes a binned photo for good before its time (A6) */
  'photo.purge',
  'template.use',
  /** the team's layer; a person's own needs only `template.use` (T5) */
  'template.write',
  'claim.read',
  'claim.write',
  'wrong.read',
  'wrong.submit',
  'wrong.verify',
  'statement.import',
  'reconcile.read',
  'reconcile.run',
  /** writes off above the limit of the policy (M4) */
  'reconcile.approve',
  /** closes a month and writes its report (M5) */
  'month.close',
  'month.reopen',
  'export',
  'master.read',
  'master.write',
  'staff.write',
  'policy.read',
  'policy.write',
  /** returns bench and warehouse tasks (W6) */
  'return.write',
  /** handover, checklist and spare-time tasks (H1-H3) */
  'task.write',
  'quality.write',
  'visit.write',
  'review.write',
  /** samples replies and sees trainings (K2) */
  'sample.write',
  'kpi.read',
  'payout.ask',
  'payout.approve',
  'payout.pay',
  'backup',
  /** sets up, changes and leaves the shared store, admits and retires PCs (S5, S6) */
  'sync.manage',
] as const
export type Right = (typeof RIGHTS)[number]

const READS: readonly Right[] = ['case.read', 'order.read', 'photo.read', 'claim.read', 'wrong.read', 'master.read', 'reconcile.read', 'policy.read']

const AGENT: readonly Right[] = [
  ...READS,
  'case.write',
  'order.import',
  'photo.write',
  'template.use',
  'claim.write',
  'wrong.submit',
  'return.write',
  'task.write',
  'quality.write',
  'visit.write',
  'review.write',
  'payout.ask',
  'export',
]

const RIGHTS_OF: Readonly<Record<Role, ReadonlySet<Right>>> = {
  agent: new Set(AGENT),
  assistant: new Set<Right>([...AGENT, 'wrong.verify', 'statement.import', 'reconcile.run', 'sample.write', 'kpi.read']),
  supervisor: new Set<Right>(RIGHTS),
  finance: new Set<Right>([...READS, 'claim.write', 'statement.import', 'reconcile.run', 'month.close', 'order.import', 'payout.pay', 'kpi.read', 'export', 'backup']),
  warehouse: new Set<Right>([...READS, 'photo.write', 'wrong.submit', 'return.write']),
}

/** Whether a role holds a right. */
export function mayDo(role: Role, right: Right): boolean {
  return RIGHTS_OF[role].has(right)
}

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)
