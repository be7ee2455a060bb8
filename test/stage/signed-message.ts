import type { Envelope, Origin } from '#core/delivery/envelope.ts';
import type { SignerContext } from '#core/delivery/signer.ts';
import type { ArcFinding } from '#core/policy/authentication.ts';
import type { SignedMessage } from '#core/policy/dkim/verify-dkim.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';
import { DotStuffing } from '#proto/smtp/dot-stuffing.ts';

/** A message cut at its first empty line, as a policy gets it. */
export function toSignedMessage(octets: Uint8Array, pieceOctets = 4096): SignedMessage {
  const text = Buffer.from(octets).toString('latin1');
  const [end = ''] = /^\r?\n|\r?\n\r?\n/.exec(text) ?? [];
  const headerOctets = end === '' ? text.length : text.indexOf(end) + end.length;
  return {
    header: text.slice(0, headerOctets),
    body: async function* body() {
      for (let at = headerOctets; at < octets.length; at += pieceOctets) {
        yield await Promise.resolve(octets.subarray(at, at + pieceOctets));
      }
    },
  };
}

/** The message as the next server gets it from our SMTP client; one character per octet. */
export function onTheWire(text: string): string {
  const stuffing = new DotStuffing();
  const pieces: Uint8Array[] = [];
  stuffing.push(Buffer.from(text, 'latin1'), pieces);
  const sent = Buffer.concat([...pieces, stuffing.end()]).toString('latin1');
  return sent.replace(/\.\r\n$/, '').replaceAll(/^\./gm, '');
}

const login = { tenantId: 1, accountId: 1, address: 'ada@example.org', credentialId: 1 };

/**
 * A message as signers get it. With `arc` it came from outside, and that was found of its chain.
 *
 * @param text One character per octet.
 */
export function signerContext(
  text: string,
  about: { readonly origin: Partial<Origin>; readonly arc?: ArcFinding },
): SignerContext {
  const { header, body } = toSignedMessage(Buffer.from(text, 'latin1'));
  const origin: Origin = {
    face: 'mx',
    helo: 'client.example',
    remoteAddress: '192.0.2.1',
    tls: undefined,
    protocol: 'ESMTP',
    login: about.origin.face === 'submission' ? login : undefined,
    ...about.origin,
  };
  const envelope: Envelope = {
    id: 'x',
    origin,
    sender: 'ada@example.org',
    recipients: [],
    body: '8bitmime',
    smtpUtf8: false,
    requireTls: false,
    returnContent: undefined,
    envelopeId: undefined,
  };
  const dmarc = {
    result: 'none',
    domain: 'example.org',
    policyDomain: '',
    organizationalDomain: 'example.org',
    policy: undefined,
    spfAligned: false,
    dkimAligned: false,
    testing: false,
    disposition: 'none',
    overrideReason: '',
    reason: '',
  } as const;
  const authentication = about.arc && { spf: [], dkim: [], arc: about.arc, dmarc };
  return { envelope, authentication, header, body };
}

/** What is found of a message without ARC fields. */
export const withoutArc: ArcFinding = {
  result: 'none',
  instances: 0,
  sealer: '',
  sealers: [],
  oldestResults: '',
  reason: '',
};

/**
 * Answers with TXT records by name in small letters. A record is its text, or how asking for it
 * ends, as `timeout`.
 */
export function txtResolver(zone: ReadonlyMap<string, string>): Pick<Resolver, 'txt'> {
  return {
    txt: (name) => {
      const record = zone.get(name.toLowerCase()) ?? 'no-such-name';
      return Promise.resolve(answer(name, record));
    },
  };
}

function answer(name: string, record: string): Lookup<'TXT'> {
  const facts = { ttlSeconds: 60, authenticated: false };
  switch (record) {
    case 'no-such-name':
    case 'no-data':
      return { outcome: record, ...facts };
    case 'server-failure':
    case 'timeout':
    case 'overload':
      return { outcome: record };
    default: {
      const strings = record.match(/[^]{1,255}/g) ?? [''];
      return { outcome: 'found', name, records: [{ type: 'TXT', strings }], ...facts };
    }
  }
}
