import { internetClass, responseCodes, typeCodes } from '#proto/dns/codes.ts';
import type { DnsMessage } from '#proto/dns/message.ts';
import { foldName } from '#proto/dns/name.ts';
import { codeOf, type RecordData } from '#proto/dns/record-data.ts';
import type { ResourceRecord } from '#proto/dns/record.ts';

/** Aliases followed from one name, over all messages: honest chains have one to four. */
export const aliasesMax = 8;

/** What a message says of a question. Times to live are the lowest of all records used. */
export type Step =
  | {
      readonly outcome: 'found';
      readonly name: string;
      readonly data: readonly RecordData[];
      readonly ttlSeconds: number;
    }
  | { readonly outcome: 'no-such-name' | 'no-data'; readonly ttlSeconds: number }
  /** The name stands for another, of which the message says nothing. */
  | {
      readonly outcome: 'alias';
      readonly target: string;
      readonly aliases: number;
      readonly ttlSeconds: number;
    }
  | { readonly outcome: 'server-failure' };

/**
 * Reads the answer to a question from a message, along its aliases (RFC 1034 §3.6.2).
 *
 * Records of names that are not on the way are left aside: an answer proves only what was asked.
 *
 * @param question.name In small letters.
 * @param question.aliases How many were followed before.
 */
export function readAnswer(
  message: DnsMessage,
  question: { readonly name: string; readonly code: number; readonly aliases: number },
): Step {
  const byName = recordsByName(message.answers);
  let { name, aliases } = question;
  let ttlSeconds = Number.POSITIVE_INFINITY;
  while (aliases <= aliasesMax) {
    const records = byName.get(name) ?? [];
    const wanted = records.filter(({ data }) => codeOf(data) === question.code);
    if (wanted.length > 0) {
      ttlSeconds = Math.min(ttlSeconds, ...wanted.map((record) => record.ttlSeconds));
      return { outcome: 'found', name, data: wanted.map(({ data }) => data), ttlSeconds };
    }
    const alias = records.find(({ data }) => codeOf(data) === typeCodes.CNAME);
    if (alias?.data.type !== 'CNAME') {
      const followed = aliases > question.aliases;
      return absence(message, ttlSeconds, followed ? { target: name, aliases } : undefined);
    }
    ttlSeconds = Math.min(ttlSeconds, alias.ttlSeconds);
    name = foldName(alias.data.target);
    aliases += 1;
  }
  return { outcome: 'server-failure' };
}

/** NXDOMAIN is said of the last name of the chain (RFC 6604 §3). */
function absence(
  message: DnsMessage,
  chainSeconds: number,
  alias: { readonly target: string; readonly aliases: number } | undefined,
): Step {
  const ttlSeconds = Math.min(chainSeconds, absenceSeconds(message));
  if (message.responseCode === responseCodes.nameError) {
    return { outcome: 'no-such-name', ttlSeconds };
  }
  const denied = message.authorities.some(({ data }) => data.type === 'SOA');
  if (alias === undefined || denied) return { outcome: 'no-data', ttlSeconds };
  return { outcome: 'alias', ...alias, ttlSeconds: chainSeconds };
}

/** As long as the zone's SOA says; without one, not at all (RFC 2308 §5). */
function absenceSeconds(message: DnsMessage): number {
  for (const { data, ttlSeconds } of message.authorities) {
    if (data.type === 'SOA') return Math.min(ttlSeconds, data.minimum);
  }
  return 0;
}

function recordsByName(records: readonly ResourceRecord[]): Map<string, ResourceRecord[]> {
  const byName = new Map<string, ResourceRecord[]>();
  for (const record of records) {
    if (record.dnsClass !== internetClass) continue;
    const name = foldName(record.name);
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [record]);
    else others.push(record);
  }
  return byName;
}
