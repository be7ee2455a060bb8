const labels: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Enter: '↵',
  Escape: 'Esc',
  Delete: 'Del',
};

/** A key as keyboards print it: `mod+k` is `Ctrl K` or `⌘ K`. */
export function keyLabel(name: string): string {
  const apple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/u.test(navigator.userAgent);
  return name
    .split(/[ +]/u)
    .map((part) => {
      if (part === 'mod') return apple ? '⌘' : 'Ctrl';
      if (part === 'shift') return '⇧';
      return labels[part] ?? part.toUpperCase();
    })
    .join(' ');
}
