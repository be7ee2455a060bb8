import { hierarchyDelimiter, normaliseInbox } from '#proto/imap/mailbox-name.ts';

/**
 * Makes the test whether a name matches a LIST pattern: `*` stands for anything, `%` for anything
 * within one level (RFC 9051 §6.3.9).
 *
 * The pattern is followed in all its readings at once, so the time is bounded by the product of the
 * lengths whatever the wildcards; there is no backtracking to blow up.
 */
export function listMatcher(pattern: string): (name: string) => boolean {
  const wanted = normaliseInbox(pattern.replace(/[*%]*\*[*%]*/g, '*').replace(/%+/g, '%'));
  if (wanted === '*') return () => true;
  if (!/[*%]/.test(wanted)) return (name) => name === wanted;
  return (name) => matches(wanted, name) || matchesInbox(wanted, name);
}

/** INBOX is without case, so `inb*` finds it too (RFC 9051 §5.1). */
function matchesInbox(pattern: string, name: string): boolean {
  if (!name.startsWith('INBOX')) return false;
  const head = pattern.slice(0, 5).toUpperCase();
  return matches(head + pattern.slice(5), name);
}

function matches(pattern: string, name: string): boolean {
  // reached[i]: the first i characters of the pattern can match the name so far.
  let reached = new Uint8Array(pattern.length + 1);
  reached[0] = 1;
  skipWildcards(pattern, reached);
  for (let at = 0; at < name.length; at++) {
    const next = new Uint8Array(pattern.length + 1);
    const character = name[at];
    for (let i = 0; i < pattern.length; i++) {
      if (reached[i] === 0) continue;
      const wanted = pattern[i];
      if (wanted === '*' || (wanted === '%' && character !== hierarchyDelimiter)) next[i] = 1;
      else if (wanted === character) next[i + 1] = 1;
    }
    skipWildcards(pattern, next);
    reached = next;
  }
  return reached[pattern.length] === 1;
}

/** A wildcard also matches nothing. */
function skipWildcards(pattern: string, reached: Uint8Array): void {
  for (let i = 0; i < pattern.length; i++) {
    if (reached[i] === 1 && (pattern[i] === '*' || pattern[i] === '%')) reached[i + 1] = 1;
  }
}
