/**
 * Keeps the page exactly as high as what the driver sees, also where the on-screen keyboard covers the page instead of
 * shrinking it (iOS). While the page is zoomed by pinching it stays as it is.
 */
export function fitViewport(changed: () => void): void {
  const view = window.visualViewport
  if (!view) return
  const fit = (): void => {
    if (Math.abs(view.scale - 1) > 0.01) return
    document.documentElement.style.setProperty('--seen-height', `${view.height}px`)
    window.scrollTo(0, 0)
    changed()
  }
  view.addEventListener('resize', fit)
  fit()
}
