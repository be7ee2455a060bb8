import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { addressKey, isAddress, withoutDoubles } from './addresses.ts';

/** What decides who gets an answer. */
export type Answered = {
  readonly from: readonly EmailAddress[] | null;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly cc: readonly EmailAddress[] | null;
  /** Mail-Followup-To: where the sender wants answers for all. */
  readonly followupTo: readonly EmailAddress[] | null;
  /** List-Post as URLs (RFC 2369 §3.4). */
  readonly listPost: readonly string[] | null;
};

export type Recipients = {
  readonly to: readonly EmailAddress[];
  readonly cc: readonly EmailAddress[];
};

export type AnswerKind = 'reply' | 'reply-all' | 'reply-list';

/**
 * Who an answer goes to (RFC 5322 §3.6.3).
 *
 * @param own Addresses of the one who answers: left out, unless nobody else is there.
 */
export function replyRecipients(
  kind: AnswerKind,
  original: Answered,
  own: readonly string[],
): Recipients {
  const mine = new Set(own.map(addressKey));
  const list = listAddress(original.listPost);
  if (kind === 'reply-list' && list !== undefined) return { to: [list], cc: [] };
  const direct = directRecipients(original, mine);
  if (kind !== 'reply-all') return { to: direct, cc: [] };
  const followup = withoutDoubles(original.followupTo ?? [], mine);
  if (followup.length > 0) return { to: followup, cc: [] };
  const others = [...(original.to ?? []), ...(original.cc ?? [])];
  // Who got it through a list by Bcc still answers to the list.
  const all = list === undefined ? others : [...others, list];
  return { to: direct, cc: withoutDoubles(all, [...mine, ...direct.map(({ email }) => email)]) };
}

/** Reply-To, else From; what I wrote myself goes on to whom I wrote it. */
function directRecipients(original: Answered, mine: ReadonlySet<string>): readonly EmailAddress[] {
  const from = original.from ?? [];
  const isMine = from.length > 0 && from.every(({ email }) => mine.has(addressKey(email)));
  const replyTo = original.replyTo ?? [];
  const to = isMine ? (original.to ?? []) : replyTo.length > 0 ? replyTo : from;
  const others = withoutDoubles(to, mine);
  return others.length > 0 ? others : withoutDoubles(to);
}

/** The address that List-Post names (RFC 2369 §3.4); `NO` stands for a list that takes no posts. */
function listAddress(listPost: readonly string[] | null): EmailAddress | undefined {
  for (const url of listPost ?? []) {
    const address = /^mailto:([^?]+)/iu.exec(url.trim())?.[1];
    if (address === undefined) continue;
    const email = decode(address);
    if (isAddress(email)) return { name: null, email };
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
