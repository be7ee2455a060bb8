import type { SpfFinding } from '#core/policy/authentication.ts';
import { checkHost, type SpfWorld } from '#core/policy/spf/check-host.ts';
import { asciiDomain } from '#core/policy/spf/target-name.ts';

/** The identities of one message and where it came from. */
export type SpfSession = {
  readonly address: string;
  readonly helo: string;
  /** `local@domain` in Unicode; empty for the null reverse-path. */
  readonly sender: string;
};

/**
 * What SPF says of HELO, and of MAIL FROM unless there is no sender: then HELO stands for it
 * (RFC 7208 §2.3, §2.4).
 */
export async function spfFindings(
  session: SpfSession,
  world: SpfWorld,
): Promise<readonly SpfFinding[]> {
  const { address, helo } = session;
  const asked = spfIdentities(session).map(async ({ scope, domain, sender }) => ({
    scope,
    domain,
    ...(await checkHost({ address, domain, sender, helo }, world)),
  }));
  return await Promise.all(asked);
}

/** What there is to check, HELO first; domains with A-labels in small letters. */
export function spfIdentities({
  helo,
  sender,
}: SpfSession): readonly (Pick<SpfFinding, 'scope' | 'domain'> & { readonly sender: string })[] {
  const name = { scope: 'helo', domain: normal(helo), sender: `postmaster@${helo}` } as const;
  if (sender === '') return [name];
  const domain = normal(sender.slice(sender.lastIndexOf('@') + 1));
  return [name, { scope: 'mailfrom', domain, sender }];
}

function normal(domain: string): string {
  return (asciiDomain(domain) ?? domain).toLowerCase();
}
