import type { RawField } from '#proto/mime/structure.ts';

/** Local parts that are there to get reports, with or without a detail. */
const reportNames = /^(?:dmarc|tls-?rpt|tls-?report|smtp-?tls|fbl|feedback|complaint)[^@]*@/iu;

/** Addresses that get reports among other mail (RFC 2142 §2, §4, §5). */
const sharedNames = /^(?:postmaster|abuse|hostmaster|security|noc|mailer-daemon)(?:\+[^@]*)?@/iu;

/** Types of content that a report comes in (RFC 9990 §3.5.2, RFC 8460 §5.3, RFC 5965 §2). */
const reportTypes =
  /^\s*(?:multipart\/report\b|application\/(?:x-)?(?:gzip|zip|zip-compressed|tlsrpt\+\w+)\b|(?:text|application)\/xml\b)/iu;

/** RFC 9990 §3.5.2, RFC 8460 §5.3; the words in between differ. */
const reportSubject = /^\s*report[ -]domain:/iu;

/** Whether a message may bring a report: by whom it was sent to, and by what its header says. */
export function mayBringReport(addresses: readonly string[], fields: readonly RawField[]): boolean {
  if (addresses.some((address) => reportNames.test(address))) return true;
  if (!addresses.some((address) => sharedNames.test(address))) return false;
  return fields.some(({ name, value }) => {
    switch (name.toLowerCase()) {
      case 'content-type':
        return reportTypes.test(value);
      case 'subject':
        return reportSubject.test(value);
      case 'tls-report-domain':
        return true;
      default:
        return false;
    }
  });
}
