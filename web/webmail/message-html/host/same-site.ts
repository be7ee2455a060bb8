/** Whether one host is the other or below it; `www.` is nothing. */
export function isSameSite(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)];
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^www\./u, '')
    .replace(/\.$/u, '');
}
