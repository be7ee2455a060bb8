import { addresses } from './addresses.ts';
import { documents } from './documents.ts';
import { messages } from './messages.ts';
import { mutations } from './mutations.ts';
import { scripts } from './scripts.ts';
import { styles } from './styles.ts';

/** A piece of HTML; `TRAP` stands for a host that must not be heard of. */
export type HostileHtml = { readonly what: string; readonly html: string };

/** A message, one character per octet. */
export type HostileMail = { readonly what: string; readonly message: string };

/** All of them as messages. @param trap The host that must not be heard of, with its port. */
export function hostileMail(trap: string): readonly HostileMail[] {
  const pieces = [...scripts, ...addresses, ...styles, ...mutations, ...documents];
  return [
    ...pieces.map(({ what, html }) => asMessage({ what, html: html.replaceAll('TRAP', trap) })),
    ...messages.map(({ what, message }) => ({ what, message: message.replaceAll('TRAP', trap) })),
  ];
}

/** A message with this HTML as it is. */
export function asMessage({ what, html }: HostileHtml): HostileMail {
  const octets = Buffer.from(html).toString('base64');
  const message = [
    'From: Mallory <mallory@example.test>',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    octets.replaceAll(/.{76}/gu, '$&\r\n'),
    '',
  ].join('\r\n');
  return { what, message };
}
