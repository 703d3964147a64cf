import { shallowRef } from 'vue'

/** The pane can be seen: its keys are live. */
export const onScreen = shallowRef(false)
