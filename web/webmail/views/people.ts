import type { Email, EmailAddress } from '../../shared/jmap/mail-types.ts';

/** Names shown in a row before the rest is a number. */
const namesMax = 3;

/** A person's name or, where there is none, the address. */
export function nameOf({ name, email }: EmailAddress): string {
  return name === null || name.trim() === '' ? email : name.trim();
}

/** The name by which people call somebody in a row of several. */
export function shortName(address: EmailAddress): string {
  const name = nameOf(address);
  if (name.includes('@')) return name.split('@', 1)[0] ?? name;
  if (name.includes(',')) return name.split(',')[1]?.trim() ?? name;
  return name.split(/\s/u, 1)[0] ?? name;
}

/** Who takes part in a conversation, each once, in the order of their first message. */
export function participants(
  emails: readonly Email[],
  options: { readonly own: string; readonly me: string; readonly outgoing: boolean },
): string {
  const people = new Map<string, EmailAddress>();
  for (const email of emails) {
    const list = options.outgoing ? email.to : email.from;
    for (const address of list ?? []) {
      const key = address.email.toLowerCase();
      if (!people.has(key)) people.set(key, address);
    }
  }
  const own = options.own.toLowerCase();
  const all = [...people];
  if (all.length === 1) {
    const [[key, address] = ['', { name: null, email: '' }]] = all;
    return key === own ? options.me : nameOf(address);
  }
  const called = all.map(([key, address]) => (key === own ? options.me : shortName(address)));
  const names = [...new Set(called)];
  const rest = names.length - namesMax;
  return rest > 0 ? `${names.slice(0, namesMax).join(', ')} +${rest}` : names.join(', ');
}

/** One or two letters that stand for a person. */
export function initials(address: EmailAddress): string {
  const letters = nameOf(address)
    .split(/[\s@.,_-]+/u)
    .map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0])
    .filter((letter) => letter !== undefined);
  return `${letters[0] ?? '?'}${letters.length > 1 && !nameOf(address).includes('@') ? (letters.at(-1) ?? '') : ''}`.toUpperCase();
}

/** Number of different looks of a person's mark. */
const looks = 8;

/** Always the same look for one address. */
export function lookOf({ email }: EmailAddress): number {
  let sum = 0;
  for (const letter of email.toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % looks;
}
