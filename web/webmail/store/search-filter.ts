type Condition = Readonly<Record<string, unknown>>;

/** Words of one search that are looked at. Our choice. */
const wordsMax = 30;

/** `"several words"`, `name:value`, `name:"several words"` or a word, each with `-` for "not". */
const wordPattern = /(-?)(?:(\w+):)?(?:"([^"]*)"|(\S+))/gu;

const textOperators = new Set(['from', 'to', 'cc', 'bcc', 'subject', 'body']);

const states: Readonly<Record<string, Condition>> = {
  'is:unread': { notKeyword: '$seen' },
  'is:read': { hasKeyword: '$seen' },
  'is:flagged': { hasKeyword: '$flagged' },
  'is:answered': { hasKeyword: '$answered' },
  'has:attachment': { hasAttachment: true },
};

/**
 * Reads a search as people write it into a filter (RFC 8621 §4.4.1): `from:ada is:unread plans`.
 * What is no operator is searched for as text.
 *
 * @param mailboxId The folder that `in:name` means.
 */
export function searchFilter(
  text: string,
  mailboxId: (name: string) => string | undefined,
): Condition | null {
  const conditions: Condition[] = [];
  for (const match of text.matchAll(wordPattern)) {
    if (conditions.length === wordsMax) break;
    const [whole, not = '', name = '', quoted, plain = ''] = match;
    const value = quoted ?? plain;
    if (value === '') continue;
    const positive = conditionOf(name.toLowerCase(), value, mailboxId) ?? {
      text: whole.slice(not.length),
    };
    conditions.push(not === '-' ? { operator: 'NOT', conditions: [positive] } : positive);
  }
  const [first] = conditions;
  if (first === undefined) return null;
  return conditions.length === 1 ? first : { operator: 'AND', conditions };
}

/** Undefined: no operator of ours. */
function conditionOf(
  name: string,
  value: string,
  mailboxId: (name: string) => string | undefined,
): Condition | undefined {
  if (name === '') return { text: value };
  if (textOperators.has(name)) return { [name]: value };
  if (name === 'before' || name === 'after') {
    return /^\d{4}-\d\d-\d\d$/u.test(value) ? { [name]: `${value}T00:00:00Z` } : undefined;
  }
  if (name === 'in') {
    const id = mailboxId(value);
    return id === undefined ? undefined : { inMailbox: id };
  }
  return states[`${name}:${value.toLowerCase()}`];
}
