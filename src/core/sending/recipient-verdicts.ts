import { Refusal } from '#base/refusal.ts';
import type { Applications } from '#core/applications/applications.ts';
import type { Login } from '#core/auth/login-context.ts';
import type { EnvelopeRecipient } from '#core/delivery/envelope.ts';
import { type Address, formatAddress, normalizeAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { SentRecipient } from '#store/operations/sending/send-keys.ts';
import type { Reply } from '#proto/smtp/reply.ts';

export type RecipientWorld = {
  readonly applications: Pick<Applications, 'recipient' | 'refused'>;
  readonly recipients: Pick<Recipients, 'resolve'>;
};

/** One address as the request has it; a recipient that is named twice gets the message once. */
export type WantedRecipient = { readonly text: string; readonly address: Address | undefined };

/** What a message is sent by. */
export type SendingAttempt = {
  readonly login: Login;
  readonly traceId: string;
  readonly remoteAddress: string;
};

export type Verdicts = {
  readonly accepted: readonly EnvelopeRecipient[];
  readonly verdicts: readonly SentRecipient[];
};

/** Asks of each recipient what RCPT would be answered: suppression lists, then the directory. */
export async function recipientVerdicts(
  world: RecipientWorld,
  attempt: SendingAttempt,
  wanted: readonly WantedRecipient[],
): Promise<Verdicts> {
  const accepted: EnvelopeRecipient[] = [];
  const verdicts: SentRecipient[] = [];
  const seen = new Set<string>();
  for (const { text, address } of wanted) {
    const normal = address === undefined ? undefined : normalizeAddress(address);
    const key = normal === undefined ? text : formatAddress(normal);
    if (seen.has(key)) continue;
    seen.add(key);
    if (address === undefined || normal === undefined) {
      verdicts.push({ address: text, status: 'refused', reason: 'It is no mail address' });
      continue;
    }
    const verdict = await verdictOf(world, attempt, address);
    if (!('resolution' in verdict)) {
      verdicts.push({ address: text, ...verdict });
      continue;
    }
    const { domain } = normal;
    const { resolution } = verdict;
    const nothing = { notify: undefined, originalRecipient: undefined };
    accepted.push({ address: formatAddress(address), domain, resolution, ...nothing });
    verdicts.push({ address: text, status: 'accepted' });
  }
  return { accepted, verdicts };
}

type Verdict =
  | Pick<EnvelopeRecipient, 'resolution'>
  | { readonly status: 'suppressed' | 'refused'; readonly reason: string };

async function verdictOf(
  { applications, recipients }: RecipientWorld,
  { login, traceId, remoteAddress }: SendingAttempt,
  address: Address,
): Promise<Verdict> {
  const suppressed = await applications.recipient(login, address);
  if (suppressed !== undefined) {
    const about = { stage: 'recipient', reply: suppressed, remoteAddress, traceId } as const;
    applications.refused(login, about);
    return { status: 'suppressed', reason: wordsOf(suppressed) };
  }
  try {
    return { resolution: await recipients.resolve(address) };
  } catch (error) {
    if (error instanceof Refusal) return { status: 'refused', reason: error.message };
    throw error;
  }
}

/** What a reply says, without its codes. */
export function wordsOf(reply: Reply): string {
  return reply.slice(2).join(' ');
}
