import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { parseAddresses } from '../recipients/addresses.ts';

/** Fields that a link may fill; others (`attach`, `bcc` of strangers) it may not (RFC 6068 §4). */
export type MailtoFields = {
  readonly to: readonly EmailAddress[];
  readonly cc: readonly EmailAddress[];
  readonly subject: string;
  readonly body: string;
};

/** Reads a `mailto:` URL (RFC 6068 §2). */
export function parseMailto(url: string): MailtoFields {
  const [path = '', query = ''] = url.replace(/^mailto:/iu, '').split('?', 2);
  const fields = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [name = '', value = ''] = pair.split('=', 2);
    fields.set(name.toLowerCase(), decode(value));
  }
  const to = [decode(path), fields.get('to') ?? ''].filter((list) => list !== '').join(',');
  return {
    to: parseAddresses(to),
    cc: parseAddresses(fields.get('cc') ?? ''),
    subject: fields.get('subject') ?? '',
    body: (fields.get('body') ?? '').replaceAll('\r\n', '\n'),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
