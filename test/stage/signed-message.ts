import type { SignedMessage } from '#core/policy/dkim/verify-dkim.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';

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
