/** A record that the domain's DNS needs. */
export type DnsRecord = { readonly name: string; readonly type: string; readonly value: string };

/** What to put into the DNS of a domain so that mail finds this server (RFC 6186 §3, RFC 8314 §5.1). */
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
    { name: `_pop3s._tcp.${domain}.`, type: 'SRV', value: `10 1 995 ${hostname}.` },
  ];
}

/** The records as lines of a zone file. */
export function zoneLines(records: readonly DnsRecord[]): readonly string[] {
  const width = Math.max(...records.map(({ name }) => name.length));
  return records.map(
    ({ name, type, value }) => `${name.padEnd(width)}  ${type.padEnd(4)}  ${value}`,
  );
}
