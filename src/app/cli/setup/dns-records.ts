import { stsRecordText } from '#core/transport/own-sts-policy.ts';
import { ownTlsa } from '#net/match-tlsa.ts';
import { tlsaText } from '#proto/dane/tlsa.ts';
import { type StsPolicy, stsPolicyPlace } from '#proto/mta-sts/sts-policy.ts';
import { stsRecordName } from '#proto/mta-sts/sts-record.ts';

/** A record that the domain's DNS needs. */
export type DnsRecord = { readonly name: string; readonly type: string; readonly value: string };

/** What to put into the DNS of a domain so that mail finds this server (RFC 6186 §3, RFC 8314 §5.1,
 * RFC 8620 §2.2). */
export function dnsRecords(domain: string, hostname: string): readonly DnsRecord[] {
  return [
    { name: `${hostname}.`, type: 'A', value: '<IPv4 address of this server>' },
    { name: `${hostname}.`, type: 'AAAA', value: '<IPv6 address of this server, if any>' },
    { name: `${domain}.`, type: 'MX', value: `10 ${hostname}.` },
    { name: `${domain}.`, type: 'TXT', value: '"v=spf1 mx -all"' },
    {
      name: `_dmarc.${domain}.`,
      type: 'TXT',
      value: `"v=DMARC1; p=none; rua=mailto:postmaster@${domain}"`,
    },
    { name: `_submissions._tcp.${domain}.`, type: 'SRV', value: `0 1 465 ${hostname}.` },
    { name: `_imaps._tcp.${domain}.`, type: 'SRV', value: `0 1 993 ${hostname}.` },
    { name: `_jmap._tcp.${domain}.`, type: 'SRV', value: `0 1 443 ${hostname}.` },
    { name: `_pop3s._tcp.${domain}.`, type: 'SRV', value: `10 1 995 ${hostname}.` },
  ];
}

/**
 * What tells other servers how to protect mail to us: the key of our certificate, for zones that are
 * signed (RFC 7672 §3.1.1), and that there is an MTA-STS policy (RFC 8461 §3.1).
 *
 * @param certificate PEM.
 */
export function transportRecords(
  domain: string,
  hostname: string,
  known: { readonly certificate: string | undefined; readonly policy: StsPolicy | undefined },
): readonly DnsRecord[] {
  const { certificate, policy } = known;
  const records: DnsRecord[] = [];
  if (certificate !== undefined) {
    const name = `_25._tcp.${hostname}.`;
    records.push({ name, type: 'TLSA', value: tlsaText(ownTlsa(certificate)) });
  }
  if (policy !== undefined) {
    const { host } = stsPolicyPlace(domain);
    records.push(
      { name: `${host}.`, type: 'CNAME', value: `${hostname}.` },
      { name: `${stsRecordName(domain)}.`, type: 'TXT', value: `"${stsRecordText(policy)}"` },
    );
  }
  return records;
}

/** The records as lines of a zone file. */
export function zoneLines(records: readonly DnsRecord[]): readonly string[] {
  const width = Math.max(...records.map(({ name }) => name.length));
  return records.map(
    ({ name, type, value }) => `${name.padEnd(width)}  ${type.padEnd(5)}  ${value}`,
  );
}
