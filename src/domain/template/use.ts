import { DAY } from '../clock/duration'

/** When the use of a template says something about it (T5). Shares in percent. */
export interface TemplateUsePolicy {
  readonly periodDays: number
  readonly unusedDays: number
  readonly oftenEdited: { readonly uses: number; readonly share: number }
  readonly shownEdits: number
}

/** Copies in a period, those among them whose text was changed before, and the last one ever (epoch ms; null: none). */
export interface TemplateUse {
  readonly used: number
  readonly edited: number
  readonly lastAt: number | null
}

/** Nobody copied it for as long as the policy says. */
export const isUnused = ({ lastAt }: TemplateUse, policy: TemplateUsePolicy, now: number): boolean => lastAt === null || now - lastAt > policy.unusedDays * DAY

/** It is changed so often before it goes out that its wording is probably wrong. */
export const isOftenEdited = ({ used, edited }: TemplateUse, { oftenEdited: { uses, share } }: TemplateUsePolicy): boolean => used >= uses && edited * 100 >= used * share
