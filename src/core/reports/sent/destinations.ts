import { domainOctetsMax } from '#core/directory/domain-name.ts';
import { type Address, parseAddress } from '#core/directory/address.ts';
import { DmarcRecords } from '#core/policy/dmarc/tree-walk.ts';
import { ParseError } from '#proto/cursor.ts';
import type { PublishedPolicy } from '#proto/dmarc-report/aggregate-report.ts';
import { type DmarcRecord, isDmarcRecord, parseDmarcRecord } from '#proto/dmarc/record.ts';
import { parseReportUris, type ReportUri } from '#proto/dmarc-report/report-uris.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { parseTlsrptRecord } from '#proto/tls-report/tlsrpt-record.ts';

/** Addresses that one report goes to; a domain's record names one or two. Ours. */
export const destinationsMax = 5;

/** Characters of a URL that reports are posted to. Ours. */
const urlLengthMax = 1_000;

/** Somebody who gets a report by mail. */
export type Destination = {
  readonly address: Address;
  /** Octets of the largest message that is taken; undefined without a limit. */
  readonly octetsMax: number | undefined;
};

/** Who gets a domain's reports. `later`: the DNS could not say. */
export type Destinations =
  | 'later'
  | {
      readonly to: readonly Destination[];
      /** `https:` URLs that it is posted to. */
      readonly urls: readonly string[];
      /** As published now; undefined where nothing is asked for. */
      readonly policy: PolicyNow;
    };

type PolicyNow = Omit<PublishedPolicy, 'domain' | 'discovery' | 'pct'> | undefined;

const nobody: Destinations = { to: [], urls: [], policy: undefined };

type Dns = Pick<Resolver, 'txt'>;

/** Who wants aggregate reports about a domain with a policy of its own (RFC 9990 §3.4, §4). */
export async function dmarcDestinations(resolver: Dns, domain: string): Promise<Destinations> {
  const record = await onlyRecord(resolver, `_dmarc.${domain}`, parseRecord);
  if (record === 'later') return record;
  if (record === undefined) return nobody;
  const records = new DmarcRecords(resolver);
  const to: Destination[] = [];
  for (const { address, octetsMax } of aggregateDestinations(record)) {
    const own = await isOwn(records, domain, address.domain);
    if (own === 'later') return 'later';
    const permitted = own ? address : await permittedAddress(resolver, domain, address);
    if (permitted === 'later') return 'later';
    if (permitted !== undefined) to.push({ address: permitted, octetsMax });
  }
  return { to, urls: [], policy: publishedPolicy(record) };
}

/** Who wants reports of TLS with the servers of a domain, by mail or posted (RFC 8460 §3). */
export async function tlsDestinations(resolver: Dns, domain: string): Promise<Destinations> {
  const uris = await onlyRecord(resolver, `_smtp._tls.${domain}`, parseTlsrptRecord);
  if (uris === 'later') return uris;
  const to = mailDestinations(uris ?? []);
  const urls = (uris ?? [])
    .filter(({ scheme, target }) => scheme === 'https' && URL.canParse(target))
    .map(({ target }) => target)
    .filter(({ length }) => length <= urlLengthMax);
  return { to, urls: urls.slice(0, destinationsMax - to.length), policy: undefined };
}

function aggregateDestinations({ aggregateUris }: DmarcRecord): Destination[] {
  return mailDestinations(parseReportUris(aggregateUris));
}

/** The record as it counts now, what it does not say included (RFC 9990 §3.1.1.5). */
function publishedPolicy(record: DmarcRecord): NonNullable<PolicyNow> {
  const { policies, strictDkim, strictSpf, testing } = record;
  return {
    p: policies?.own ?? 'none',
    sp: policies?.subdomain ?? 'none',
    np: policies?.missing ?? 'none',
    adkim: strictDkim ? 's' : 'r',
    aspf: strictSpf ? 's' : 'r',
    fo: '',
    testing: testing ? 'y' : 'n',
  };
}

/** A record of DMARC, or one that permits reports; undefined for others and malformed ones. */
function parseRecord(text: string): DmarcRecord | undefined {
  if (!isDmarcRecord(text)) return undefined;
  try {
    return parseDmarcRecord(text);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

function mailDestinations(uris: readonly ReportUri[]): Destination[] {
  const to: Destination[] = [];
  for (const { scheme, target, octetsMax } of uris) {
    const address = scheme === 'mailto' ? parseAddress(target) : undefined;
    if (address !== undefined && to.length < destinationsMax) to.push({ address, octetsMax });
  }
  return to;
}

/**
 * The address outside of the organisation, if its domain says that it takes these reports, or the
 * one that it names instead (RFC 9990 §4).
 */
async function permittedAddress(
  resolver: Dns,
  domain: string,
  address: Address,
): Promise<Address | 'later' | undefined> {
  const name = `${domain}._report._dmarc.${address.domain}`;
  if (name.length > domainOctetsMax) return undefined;
  const texts = await textsOf(resolver, name);
  if (texts === 'later') return 'later';
  const records = texts.map(parseRecord).filter((record) => record !== undefined);
  if (records.length === 0) return undefined;
  const [instead] = records.flatMap(aggregateDestinations);
  // Another host could be flooded.
  return instead?.address.domain === address.domain ? instead.address : address;
}

/** The one record of its kind: several are none (RFC 9989 §4.7, RFC 8460 §3). */
async function onlyRecord<Found extends DmarcRecord | readonly ReportUri[]>(
  resolver: Dns,
  name: string,
  parse: (text: string) => Found | undefined,
): Promise<Found | 'later' | undefined> {
  const texts = await textsOf(resolver, name);
  if (texts === 'later') return 'later';
  const records = texts.map(parse).filter((record) => record !== undefined);
  return records.length === 1 ? records[0] : undefined;
}

async function textsOf(resolver: Dns, name: string): Promise<readonly string[] | 'later'> {
  let lookup;
  try {
    lookup = await resolver.txt(name);
  } catch (error) {
    if (error instanceof ParseError) return []; // No name of the DNS.
    throw error;
  }
  if (lookup.outcome === 'found') return lookup.records.map(({ strings }) => strings.join(''));
  return lookup.outcome === 'no-such-name' || lookup.outcome === 'no-data' ? [] : 'later';
}

/**
 * Whether a host is of the organisation whose record asks for reports: both lead up to the same
 * domain (RFC 9990 §4, RFC 9989 §4.10.2). Each name is asked for once for all destinations, and none
 * where the names have not even their last two labels, or one, in common.
 */
async function isOwn(
  records: DmarcRecords,
  domain: string,
  host: string,
): Promise<boolean | 'later'> {
  if (host === domain) return true;
  if (!mayBeOne(domain, host)) return false;
  const [asking, asked] = await Promise.all([records.walk(domain), records.walk(host)]);
  if (asking.incomplete || asked.incomplete) return 'later';
  return asking.organizationalDomain === asked.organizationalDomain;
}

/** An organisation's domain is at the end of all its names. */
function mayBeOne(one: string, other: string): boolean {
  const [short = [], long = []] = [one.split('.'), other.split('.')].toSorted(
    (a, b) => a.length - b.length,
  );
  const labels = Math.min(short.length, 2);
  return short.slice(-labels).join('.') === long.slice(-labels).join('.');
}
