/** Octets of one Message-ID: more than a line cannot be sent (RFC 5322 §2.1.1). */
export const messageIdOctetsMax = 998;

/** Message-IDs kept of one field. Our choice, no RFC's. */
export const messageIdsMax = 100;

const bracketed = new RegExp(`<[^<>]{1,${messageIdOctetsMax}}>`, 'g');

/**
 * The Message-IDs of a Message-ID, In-Reply-To or References field in their order, angle brackets
 * included, blanks inside removed (RFC 5322 §3.6.4, §4.5.4).
 *
 * Words around them are left out; a field of bare ids, which some senders write, is read too. Of a
 * long field the first id stays, which is the thread's root, and the last ones, which are nearest.
 */
export function parseMessageIds(field: string): string[] {
  const ids = field.match(bracketed)?.map(withoutBlanks) ?? bareIds(field);
  if (ids.length > messageIdsMax) ids.splice(1, ids.length - messageIdsMax);
  return ids;
}

function withoutBlanks(id: string): string {
  return /\s/.test(id) ? id.replace(/\s+/g, '') : id;
}

function bareIds(field: string): string[] {
  const words = field.split(/[\s,<>]+/).filter((word) => word !== '');
  const ids = words.length === 1 || words.every((word) => word.includes('@')) ? words : [];
  return ids.filter(({ length }) => length <= messageIdOctetsMax).map((id) => `<${id}>`);
}
