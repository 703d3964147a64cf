import type { RegionBridge } from '../../../contract/region'

declare global {
  interface Window {
    /** Only in the page that covers a display: see contract/region.ts. */
    readonly region: RegionBridge
  }
}

export const regionBridge: RegionBridge = window.region
