import { signal } from '@preact/signals';

/** Whether the folders lie over the list, where there is no room beside it. */
export const drawerOpen = signal(false);

/** What the palette is open for; undefined: it is closed. */
export const palette = signal<'commands' | 'move' | undefined>(undefined);

/** Whether the table of keys is shown. */
export const helpOpen = signal(false);

/** Whether there is room for list and message side by side. */
export const wide = signal(true);

/** Width from which list and message are side by side, in CSS pixels; `shell.css` says the same. */
const wideMin = 760;

/** Follows the size of the window from now on. */
export function followWidth(): void {
  const query = window.matchMedia(`(min-width: ${wideMin}px)`);
  wide.value = query.matches;
  query.addEventListener('change', () => {
    wide.value = query.matches;
  });
}
