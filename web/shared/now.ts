/** Milliseconds since 1970: the one place where the browser's clock is asked. */
export function now(): number {
  return Date.now();
}
