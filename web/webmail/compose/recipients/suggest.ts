import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { addressKey } from './addresses.ts';

/** Somebody whom this account has written with. */
export type Contact = {
  readonly email: string;
  readonly name: string | null;
  /** How often we wrote to them, and they to us. */
  readonly sent: number;
  readonly received: number;
  /** The last time, in milliseconds since 1970. */
  readonly lastMs: number;
};

/** Whom I wrote to myself is more likely meant than who writes to me. */
const sentWeight = 4;

/** Time after which a contact counts half, in milliseconds. */
const halfLifeMs = 60 * 86_400_000;

/** Suggestions shown at once. Our choice. */
const suggestionsMax = 8;

/** Contacts kept; the least likely ones go. Our choice: about 100 KB. */
const contactsMax = 2_000;

/** Use of one address in one message. */
export type Use = { readonly address: EmailAddress; readonly sent: boolean; readonly atMs: number };

/** Counts uses of addresses; own addresses are the caller's to leave out. */
export function collectContacts(uses: readonly Use[], nowMs: number): readonly Contact[] {
  const contacts = new Map<string, Contact>();
  for (const { address, sent, atMs } of uses) {
    const key = addressKey(address.email);
    const before = contacts.get(key);
    const newer = before === undefined || atMs >= before.lastMs;
    contacts.set(key, {
      email: newer ? address.email : before.email,
      name: (newer ? address.name : null) ?? before?.name ?? address.name,
      sent: (before?.sent ?? 0) + (sent ? 1 : 0),
      received: (before?.received ?? 0) + (sent ? 0 : 1),
      lastMs: Math.max(before?.lastMs ?? 0, atMs),
    });
  }
  return [...contacts.values()]
    .toSorted((a, b) => scoreOf(b, nowMs) - scoreOf(a, nowMs))
    .slice(0, contactsMax);
}

/** The contacts that are most likely meant by what was typed so far. */
export function suggest(
  contacts: readonly Contact[],
  typed: string,
  { taken, nowMs }: { readonly taken: ReadonlySet<string>; readonly nowMs: number },
): readonly Contact[] {
  const words = typed
    .toLowerCase()
    .split(/[\s"<>]+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return contacts
    .filter((one) => !taken.has(addressKey(one.email)) && matches(one, words))
    .map((one) => ({ one, score: scoreOf(one, nowMs) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, suggestionsMax)
    .map(({ one }) => one);
}

/** How likely somebody is meant: how often, and how long ago. */
function scoreOf({ sent, received, lastMs }: Contact, nowMs: number): number {
  const uses = Math.log2(1 + sent * sentWeight + received);
  return uses * 0.5 ** (Math.max(0, nowMs - lastMs) / halfLifeMs);
}

/** Whether each word begins a part of the name or the address. */
function matches({ name, email }: Contact, words: readonly string[]): boolean {
  const text = `${name ?? ''} ${email}`.toLowerCase();
  const parts = [email.toLowerCase(), ...text.split(/[\s.,@_+"'()-]+/u)];
  return words.every((word) => parts.some((part) => part.startsWith(word)));
}
