/** Addresses that always reach somebody (RFC 5321 §4.5.1, RFC 2142 §2, §4). */
const roles: ReadonlySet<string> = new Set(['postmaster', 'abuse']);

/** Whether a normalised local part is one of them. */
export function isRoleLocalPart(localPart: string): boolean {
  return roles.has(localPart);
}
