import { messageIdsForm, textForm } from '#proto/jmap/email/header-form.ts';
import { type ComposedMessage, composeMessage } from '#proto/mime/compose/compose-message.ts';
import type { ComposedField } from '#proto/mime/compose/composed-part.ts';
import { simpleBody } from '#proto/mime/compose/simple-body.ts';
import type { RawField } from '#proto/mime/structure.ts';
import type { VacationFacts } from '#store/operations/vacation/vacation-facts.ts';

/** Characters of a subject that is answered with `Auto:` before it. Our choice. */
const subjectCharactersMax = 200;

/** Message ids in References of an answer; the first and the last ones are kept. Our choice. */
const referencesMax = 20;

/** What an answer is made of. */
export type VacationAnswer = {
  readonly facts: VacationFacts;
  /** The address of the account that the message was for. */
  readonly from: string;
  /** Who sent it. */
  readonly to: string;
  /** Fields of the message that is answered, unfolded. */
  readonly fields: readonly RawField[];
  /** Without its brackets. */
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly boundarySeed: string;
};

/** What is said where nobody has said anything (RFC 8621 §8). */
const usualWords = {
  de: {
    subject: 'Automatische Antwort',
    text: 'Ich bin zurzeit nicht erreichbar und lese Ihre Nachricht, sobald ich zurück bin.\n',
  },
  en: {
    subject: 'Automatic reply',
    text: 'I am away at the moment and will read your message when I am back.\n',
  },
} as const;

/**
 * The answer: it says that a program wrote it, and belongs to the message that it answers (RFC 3834
 * §3.1, RFC 5230 §5.5 to §5.8).
 *
 * @throws {ComposeError} Where what somebody has set cannot stand in a message.
 */
export function vacationMessage(answer: VacationAnswer): ComposedMessage {
  const { facts, from, to, fields, messageId, at, boundarySeed } = answer;
  const words = facts.language.startsWith('de') ? usualWords.de : usualWords.en;
  const text = facts.text ?? (facts.html === null ? words.text : undefined);
  const head: ComposedField[] = [
    { name: 'From', addresses: [{ name: facts.displayName, address: from }] },
    { name: 'To', addresses: [{ address: to }] },
    { name: 'Subject', text: facts.subject ?? autoSubject(fields, words.subject) },
    { name: 'Date', date: at },
    { name: 'Message-ID', messageIds: [messageId] },
    ...threadFields(fields),
    { name: 'Auto-Submitted', text: 'auto-replied' }, // RFC 3834 §5
    { name: 'X-Auto-Response-Suppress', text: 'All' }, // Exchange answers answers otherwise.
  ];
  const body = simpleBody({ text, html: facts.html ?? undefined });
  return composeMessage(head, body, boundarySeed);
}

/** `Auto:` and the subject that is answered (RFC 3834 §3.1.5, RFC 5230 §5.7). */
function autoSubject(fields: readonly RawField[], usual: string): string {
  const subject = textForm(valueOf(fields, 'subject') ?? '').trim();
  return subject === '' ? usual : `Auto: ${subject.slice(0, subjectCharactersMax)}`;
}

/** RFC 5322 §3.6.4. */
function threadFields(fields: readonly RawField[]): ComposedField[] {
  const [answered] = idsOf(fields, 'message-id');
  if (answered === undefined) return [];
  const references = idsOf(fields, 'references');
  const replied = idsOf(fields, 'in-reply-to');
  const before = references.length > 0 ? references : replied.length === 1 ? replied : [];
  const kept =
    before.length < referencesMax
      ? before
      : [...before.slice(0, 1), ...before.slice(2 - referencesMax)];
  return [
    { name: 'In-Reply-To', messageIds: [answered] },
    { name: 'References', messageIds: [...kept, answered] },
  ];
}

function idsOf(fields: readonly RawField[], name: string): readonly string[] {
  return messageIdsForm(valueOf(fields, name) ?? '') ?? [];
}

function valueOf(fields: readonly RawField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.value;
}
