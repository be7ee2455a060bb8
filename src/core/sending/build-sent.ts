import { refuse } from '#base/refusal.ts';
import { ownFields } from '#core/sending/own-fields.ts';
import {
  type SendContent,
  type SendingRefusalCode,
  type SendRequest,
  sentFilesMax,
  sentOctetsMax,
} from '#core/sending/send-request.ts';
import { sentAddress, sentMailbox } from '#core/sending/sent-address.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import { type ComposedMessage, composeMessage } from '#proto/mime/compose/compose-message.ts';
import type { ComposedField } from '#proto/mime/compose/composed-part.ts';
import { simpleBody } from '#proto/mime/compose/simple-body.ts';

export type BuildFacts = {
  /** Without its brackets. */
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Letters and digits that nobody can guess. */
  readonly boundarySeed: string;
};

/** Its templates are filled. */
export type FilledRequest = Omit<SendRequest, 'content'> & {
  readonly content: Exclude<SendContent, { readonly template: string }>;
};

/** Writes the message; Bcc stands in the envelope only. @throws {Refusal} `sending.invalid`. */
export function buildSent(request: FilledRequest, facts: BuildFacts): ComposedMessage {
  const { content, inline, attachments } = request;
  if (inline.length + attachments.length > sentFilesMax) {
    invalid(`A message has ${sentFilesMax} files at most`);
  }
  const files = [...inline, ...attachments];
  tooLarge(files.reduce((sum, file) => sum + file.content.length, 0));
  const given = ownFields(request.fields);
  try {
    const body = simpleBody({ text: content.text, html: content.html, inline, attachments });
    const fields: ComposedField[] = [
      ...addressField('From', [request.from]),
      ...addressField('To', written(request.to)),
      ...addressField('Cc', written(request.cc)),
      ...addressField('Reply-To', request.replyTo),
      { name: 'Subject', text: content.subject },
      { name: 'Date', date: facts.at },
      { name: 'Message-ID', messageIds: [facts.messageId] },
      ...given,
    ];
    const message = composeMessage(fields, body, facts.boundarySeed);
    tooLarge(message.octets.length);
    return message;
  } catch (error) {
    if (error instanceof ComposeError) invalid(error.message);
    throw error;
  }
}

/** What is no address is told of as a recipient, and keeps nobody else from the message. */
function written(mailboxes: SendRequest['to']): SendRequest['to'] {
  return mailboxes.filter(({ address }) => sentAddress(address) !== undefined);
}

function addressField(name: string, mailboxes: SendRequest['to']): ComposedField[] {
  return mailboxes.length === 0 ? [] : [{ name, addresses: mailboxes.map(sentMailbox) }];
}

function tooLarge(octets: number): void {
  if (octets > sentOctetsMax) invalid(`A message has ${sentOctetsMax} octets at most`);
}

function invalid(why: string): never {
  return refuse<SendingRefusalCode>('sending.invalid', why);
}
