import type { SendRequest } from '#core/sending/send-request.ts';
import type { SendBody } from '#session/http/api/send/send-body.ts';

type Mailbox = SendRequest['from'];

/** What core takes of a body that is valid. */
export function requestOf(body: SendBody): SendRequest {
  const { from, to, cc, bcc, replyTo, attachments, headers, sendAt, deliverBy, priority } = body;
  const files = attachments.map(({ name, type, content, cid }) => ({
    name,
    type,
    cid,
    content: new Uint8Array(Buffer.from(content, 'base64')),
  }));
  return {
    from: mailboxOf(from),
    to: mailboxesOf(to),
    cc: mailboxesOf(cc),
    bcc: mailboxesOf(bcc),
    replyTo: mailboxesOf(replyTo),
    content: contentOf(body),
    inline: files.flatMap((file) => (file.cid === undefined ? [] : [{ ...file, cid: file.cid }])),
    attachments: files
      .filter(({ cid }) => cid === undefined)
      .map(({ name, type, content }) => ({ name, type, content })),
    fields: Object.entries(headers).map(([name, value]) => ({ name, value })),
    sendAt: sendAt === undefined ? undefined : Date.parse(sendAt),
    deliverBy:
      deliverBy === undefined ? undefined : { at: Date.parse(deliverBy.at), mode: deliverBy.mode },
    priority,
  };
}

function contentOf({ template, subject = '', text, html }: SendBody): SendRequest['content'] {
  if (template === undefined) return { subject, text, html };
  return { template: template.name, locale: template.locale, values: template.values };
}

function mailboxesOf(given: SendBody['to']): readonly Mailbox[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given.map(mailboxOf) : [mailboxOf(given)];
}

/** `name <address>`, the name in quotes or not; an address alone; or an object. */
function mailboxOf(given: SendBody['from']): Mailbox {
  if (typeof given !== 'string') return given;
  const text = given.trim();
  const open = text.lastIndexOf('<');
  if (open < 0 || !text.endsWith('>')) return { address: text };
  const name = text.slice(0, open).trim();
  const quoted = name.length > 1 && name.startsWith('"') && name.endsWith('"');
  return {
    name: quoted ? name.slice(1, -1).replace(/\\(.)/g, '$1') : name,
    address: text.slice(open + 1, -1).trim(),
  };
}
