import { ArrowUpRight, Grid2x2, MousePointer2, Square, Type } from 'lucide-vue-next'
import type { Component } from 'vue'
import type { Tool } from '../../../domain/photo/drawing'

/** What the pointer does in the drawing editor (A5). */
export type Mode = Tool | 'select'

export const MODES: readonly { readonly id: Mode; readonly icon: Component; readonly key: string }[] = [
  { id: 'select', icon: MousePointer2, key: 'V' },
  { id: 'arrow', icon: ArrowUpRight, key: 'A' },
  { id: 'box', icon: Square, key: 'B' },
  { id: 'text', icon: Type, key: 'T' },
  { id: 'mosaic', icon: Grid2x2, key: 'M' },
]
