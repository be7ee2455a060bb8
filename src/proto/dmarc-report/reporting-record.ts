import type { PublishedPolicy } from '#proto/dmarc-report/aggregate-report.ts';

/** Addresses read of one record; a domain's record has one or two. Our choice. */
export const reportUrisMax = 10;

/** Tags read of one record: all that are known, three times. Our choice. */
const tagsMax = 50;

/** Where reports go, and how large they may be. */
export type ReportUri = {
  readonly scheme: 'mailto' | 'https';
  /** The address, or the whole URI for `https`. */
  readonly target: string;
  /** Octets as sent; undefined without a limit (RFC 7489 §6.2). */
  readonly octetsMax: number | undefined;
};

/** What a DMARC record says for reports (RFC 9989 §4.7). */
export type ReportingRecord = {
  readonly rua: readonly ReportUri[];
  readonly policy: Omit<PublishedPolicy, 'domain' | 'discovery' | 'pct'>;
};

/** Reads a DMARC record, or one that permits reports to be sent elsewhere; undefined for others. */
export function parseReportingRecord(text: string): ReportingRecord | undefined {
  const tags = parseTags(text, /^v\s*=\s*DMARC1\s*(?:;|$)/u);
  if (tags === undefined) return undefined;
  const tag = (name: string): string => tags.get(name)?.toLowerCase() ?? '';
  return {
    rua: parseReportUris(tags.get('rua') ?? ''),
    policy: {
      p: policyOf(tag('p')) ?? 'none', // RFC 9989 §4.7: without a policy that is one, none.
      sp: policyOf(tag('sp')) ?? '',
      np: policyOf(tag('np')) ?? '',
      adkim: tag('adkim') === 's' ? 's' : 'r',
      aspf: tag('aspf') === 's' ? 's' : 'r',
      fo: tag('fo'),
      testing: tag('t') === 'y' ? 'y' : 'n',
    },
  };
}

/** The tags of a record that begins as `version` says; undefined for another one. */
export function parseTags(text: string, version: RegExp): ReadonlyMap<string, string> | undefined {
  if (!version.test(text.trim())) return undefined;
  const tags = new Map<string, string>();
  for (const tag of text.split(';').slice(0, tagsMax)) {
    const at = tag.indexOf('=');
    const name = tag.slice(0, Math.max(0, at)).trim().toLowerCase();
    if (name !== '' && !tags.has(name)) tags.set(name, tag.slice(at + 1).trim());
  }
  return tags;
}

/** The URIs of `rua=`; what is none of ours is passed over (RFC 9989 §4.7, RFC 8460 §3). */
export function parseReportUris(text: string): ReportUri[] {
  return text.split(',').slice(0, reportUrisMax).flatMap(parseUri);
}

function parseUri(text: string): ReportUri[] {
  const [, uri = '', number = '', unit = ''] =
    /^([^!]+)(?:!(\d{1,12})([kmgt]?))?$/iu.exec(text.trim()) ?? [];
  const size = Number(number) * 1024 ** ' kmgt'.indexOf(unit === '' ? ' ' : unit.toLowerCase());
  const octetsMax = number === '' ? undefined : size;
  if (/^https:\/\//iu.test(uri)) return [{ scheme: 'https', target: uri, octetsMax }];
  const [, address = ''] = /^mailto:([^?]+)/iu.exec(uri) ?? [];
  const target = decoded(address);
  return target === '' ? [] : [{ scheme: 'mailto', target, octetsMax }];
}

/** Without percent-encoding (RFC 6068 §2); empty where that is broken. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function policyOf(text: string): string | undefined {
  return text === 'none' || text === 'quarantine' || text === 'reject' ? text : undefined;
}
