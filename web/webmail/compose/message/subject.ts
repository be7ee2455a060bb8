/**
 * Prefixes that mail programs write before the subject of what is answered or forwarded: English,
 * German, Dutch, Swedish, Danish, Finnish, Spanish, Polish, Turkish. Left out is what means more (`Ref:`).
 */
const prefixes = 're|aw|antw|sv|vs|rv|odp|ynt|fw|fwd|wg|vb|vl|doorst|pd|ilt';

/** One prefix with its count, as `Re[2]: `, or with the wide colon of East Asian programs. */
const onePrefix = new RegExp(
  `^\\s*(?:${prefixes})(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\))?\\s*[:：]\\s*`,
  'iu',
);

/** What a mailing list puts in front, as `[postamt-users] `. */
const listTag = /^\s*(\[[^\]]{1,60}\])\s*/u;

/** Prefixes taken off one subject; more than anybody has piled up. Our choice. */
const prefixesMax = 50;

/** `Re: ` before the subject, once. */
export function replySubject(subject: string | null): string {
  return `Re: ${bareSubject(subject)}`;
}

/** `Fwd: ` before the subject, once. */
export function forwardSubject(subject: string | null): string {
  return `Fwd: ${bareSubject(subject)}`;
}

/** The subject without prefixes, those behind a list's tag included. */
function bareSubject(subject: string | null): string {
  let rest = (subject ?? '').trim();
  let tag = '';
  for (let taken = 0; taken < prefixesMax; taken++) {
    const found = onePrefix.exec(rest);
    const tagged = found === null && tag === '' ? listTag.exec(rest) : null;
    if (tagged?.[1] !== undefined && onePrefix.test(rest.slice(tagged[0].length))) {
      tag = tagged[1];
      rest = rest.slice(tagged[0].length);
    } else if (found === null) break;
    else rest = rest.slice(found[0].length);
  }
  return tag === '' || rest.startsWith(tag) ? rest.trim() : `${tag} ${rest}`.trim();
}
