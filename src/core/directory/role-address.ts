/**
 * Addresses that always reach somebody (RFC 5321 §4.5.1, RFC 2142 §2, §4), and those that the DNS
 * records of our domains name for reports (RFC 9990 §3.5.2, RFC 8460 §3).
 */
const roles: ReadonlySet<string> = new Set(['postmaster', 'abuse', 'dmarc-reports', 'tls-reports']);

/** Whether a normalised local part is one of them. */
export function isRoleLocalPart(localPart: string): boolean {
  return roles.has(localPart);
}
