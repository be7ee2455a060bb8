import type {
  BodyPart,
  BodyValue,
  EmailAddress,
  GetAnswer,
} from '../../../shared/jmap/mail-types.ts';
import type { MailStore } from '../../store/mail-store.ts';
import type { BothBodies } from '../message/quote.ts';
import { htmlToText } from '../message/html-text.ts';
import { textToHtml } from '../message/text-html.ts';

/** Octets of one text that is quoted; the rest is left out. Our choice. */
const bodyOctetsMax = 500_000;

/** What the composer reads of a message that it answers, forwards or goes on writing. */
export type Original = {
  readonly id: string;
  readonly blobId: string;
  readonly keywords: Readonly<Record<string, true>>;
  readonly size: number;
  readonly messageId: readonly string[] | null;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  readonly from: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly cc: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly subject: string | null;
  readonly sentAt: string | null;
  readonly receivedAt: string;
  readonly textBody: readonly BodyPart[];
  readonly htmlBody: readonly BodyPart[];
  readonly attachments: readonly BodyPart[];
  readonly bodyValues: Readonly<Record<string, BodyValue>>;
  readonly 'header:Mail-Followup-To:asAddresses'?: readonly EmailAddress[] | null;
  readonly 'header:List-Post:asURLs'?: readonly string[] | null;
  readonly 'header:Delivered-To:asText'?: string | null;
  readonly 'header:X-Priority:asText'?: string | null;
  readonly 'header:X-Forwarded-Message-Id:asMessageIds'?: readonly string[] | null;
  readonly 'header:Disposition-Notification-To:asAddresses'?: readonly EmailAddress[] | null;
};

const properties =
  'id blobId keywords size messageId inReplyTo references from to cc bcc replyTo subject sentAt receivedAt textBody htmlBody attachments bodyValues header:Mail-Followup-To:asAddresses header:List-Post:asURLs header:Delivered-To:asText header:X-Priority:asText header:X-Forwarded-Message-Id:asMessageIds header:Disposition-Notification-To:asAddresses'.split(
    ' ',
  );

/** Reads a message; undefined: it is gone. */
export async function readOriginal(store: MailStore, id: string): Promise<Original | undefined> {
  const got = await store.request((batch) =>
    batch.call<GetAnswer<Original>>('Email/get', {
      ids: [id],
      properties,
      bodyProperties: ['partId', 'blobId', 'size', 'name', 'type', 'disposition', 'cid'],
      fetchTextBodyValues: true,
      fetchHTMLBodyValues: true,
      maxBodyValueBytes: bodyOctetsMax,
    }),
  );
  return got.answer.list[0];
}

/** Whether the sender wrote HTML, not only text. */
export function hasHtml(original: Original): boolean {
  return original.htmlBody.some(({ type }) => type === 'text/html');
}

/** The body in both forms. @param clean Makes a stranger's HTML harmless. */
export function bodiesOf(original: Original, clean: (html: string) => string): BothBodies {
  const html = original.htmlBody.map((part) => {
    const value = valueOf(original, part);
    return part.type === 'text/html' ? clean(value) : textToHtml(value.trimEnd());
  });
  const text = original.textBody.map((part) => {
    const value = valueOf(original, part);
    return part.type === 'text/html' ? htmlToText(clean(value)) : value;
  });
  return { html: html.join('<br>'), text: text.join('\n').replaceAll('\r\n', '\n') };
}

function valueOf({ bodyValues }: Original, { partId }: BodyPart): string {
  return partId === null ? '' : (bodyValues[partId]?.value ?? '');
}
