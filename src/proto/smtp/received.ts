import { encodeUtf8 } from '#proto/smtp/characters.ts';

/** What a Received field tells (RFC 5321 §4.4). */
export type ReceivedFacts = {
  /** As the peer named itself; `undefined` when it did not (not possible in SMTP). */
  readonly helo: string;
  readonly remoteAddress: string;
  readonly hostName: string;
  /** ESMTPS and so on, from {@link receivedProtocol}. */
  readonly protocol: string;
  /** As `TLSv1.3 with cipher TLS_AES_128_GCM_SHA256`; undefined without TLS. */
  readonly tls: string | undefined;
  readonly id: string;
  /** The recipient, when there is exactly one: more would disclose (RFC 5321 §7.2). */
  readonly recipient: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/** A Received field with its CRLF, one character per octet. */
export function formatReceived(facts: ReceivedFacts): string {
  const tls = facts.tls === undefined ? '' : ` (using ${facts.tls})`;
  const recipient =
    facts.recipient === undefined ? '' : `\r\n\tfor <${encodeUtf8(facts.recipient)}>`;
  return (
    `Received: from ${facts.helo} (${formatAddressLiteral(facts.remoteAddress)})${tls}\r\n` +
    `\tby ${facts.hostName} with ${facts.protocol} id ${facts.id}${recipient};\r\n` +
    `\t${formatDate(facts.at)}\r\n`
  );
}

/** `[192.0.2.1]`, `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3). */
export function formatAddressLiteral(address: string): string {
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
}

export type TransmissionFacts = {
  readonly lmtp: boolean;
  /** Greeted with EHLO or LHLO. */
  readonly extended: boolean;
  readonly utf8: boolean;
  readonly tls: boolean;
  readonly authenticated: boolean;
};

/** The transmission type behind `with` (RFC 3848 §3, RFC 6531 §4.3). */
export function receivedProtocol(facts: TransmissionFacts): string {
  if (!facts.extended && !facts.lmtp) return 'SMTP';
  const suffix = `${facts.tls ? 'S' : ''}${facts.authenticated ? 'A' : ''}`;
  if (facts.utf8) return `${facts.lmtp ? 'UTF8LMTP' : 'UTF8SMTP'}${suffix}`;
  return `${facts.lmtp ? 'LMTP' : 'ESMTP'}${suffix}`;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

let dateOfSecond = { second: -1, text: '' };

/** A date-time in UTC (RFC 5322 §3.3); the last one is kept, since mail comes in bursts. */
export function formatDate(at: number): string {
  const second = Math.floor(at / 1000);
  if (dateOfSecond.second === second) return dateOfSecond.text;
  const date = new Date(at);
  const time = date.toISOString().slice(11, 19);
  const day = `${days[date.getUTCDay()]}, ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  const text = `${day} ${date.getUTCFullYear()} ${time} +0000`;
  dateOfSecond = { second, text };
  return text;
}
