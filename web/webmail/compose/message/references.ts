import type { EmailContent } from '../../../shared/jmap/mail-types.ts';

/** Ids kept in References: the first and the latest; longer ones break programs. Our choice. */
const referencesMax = 30;

/** What threads an answer: In-Reply-To and References (RFC 5322 §3.6.4). */
export type ThreadFields = {
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
};

/** The thread fields of an answer to a message. */
export function replyThread(original: ThreadSource): ThreadFields {
  return { inReplyTo: original.messageId, references: referencesTo(original) };
}

/** A forwarded message belongs to the conversation, but answers nobody. */
export function forwardThread(original: ThreadSource): ThreadFields {
  return { inReplyTo: null, references: referencesTo(original) };
}

type ThreadSource = Pick<EmailContent, 'messageId' | 'inReplyTo' | 'references'>;

function referencesTo({ messageId, inReplyTo, references }: ThreadSource): string[] | null {
  if (messageId === null) return null;
  // Without References its one parent stands for them (RFC 5322 §3.6.4).
  const parents = references ?? (inReplyTo?.length === 1 ? inReplyTo : []);
  const all = [...new Set([...parents, ...messageId])];
  if (all.length <= referencesMax) return all;
  return [...all.slice(0, 1), ...all.slice(1 - referencesMax)];
}
