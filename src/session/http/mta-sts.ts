import { type StsPolicy, stsPolicyLines, stsPolicyPlace } from '#proto/mta-sts/sts-policy.ts';

/** Tells the policy of a domain of ours; undefined for others. */
export type OwnStsPolicies = (domain: string) => Promise<StsPolicy | undefined>;

/** Where policies lie, on hosts `mta-sts.DOMAIN` (RFC 8461 §3.3). */
export const stsPolicyPath = stsPolicyPlace('').path;

const hostPrefix = stsPolicyPlace('').host;

/**
 * The text of the policy that a request asks for; undefined where there is none.
 *
 * @param host As in the request, without a port.
 */
export async function stsPolicyText(
  policies: OwnStsPolicies | undefined,
  host: string,
): Promise<string | undefined> {
  const name = host.toLowerCase();
  if (policies === undefined || !name.startsWith(hostPrefix)) return undefined;
  const policy = await policies(name.slice(hostPrefix.length));
  return policy === undefined ? undefined : `${stsPolicyLines(policy).join('\r\n')}\r\n`;
}
