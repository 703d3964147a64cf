import { shallowRef } from 'vue'

/** The pane can be seen: its keys are live. */
export const onScreen = shallowRef(false)
/** Which report it shows; kept outside the pane, so that a look at the rows does not lose the place. */
export const shownReport = shallowRef<'claims' | 'kpi'>('claims')
