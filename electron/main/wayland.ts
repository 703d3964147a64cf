/** Under Wayland no program may look at another's windows, press keys in them (T3) or take the screen (A2), so nothing is tried there. */
export function isWayland(platform: string, env: Readonly<Record<string, string | undefined>>): boolean {
  return platform === 'linux' && (env['XDG_SESSION_TYPE'] === 'wayland' || (env['WAYLAND_DISPLAY'] ?? '') !== '')
}
