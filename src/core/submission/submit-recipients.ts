import { Refusal } from '#base/refusal.ts';
import type { EnvelopeRecipient } from '#core/delivery/envelope.ts';
import { formatAddress, normalizeAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import { sentAddress } from '#core/sending/sent-address.ts';
import { rcptWishes } from '#core/submission/smtp-parameters.ts';
import type { EnvelopeAddress } from '#core/submission/submission-envelope.ts';
import { SubmitRefusal } from '#core/submission/submit-refusal.ts';

/** Recipients of one message (RFC 5321 §4.5.3.1.8: at least 100); the same as by SMTP. */
export const submittedRecipientsMax = 1_000;

/**
 * Asks of each recipient what RCPT would be answered; one that is named twice gets the message once.
 *
 * @throws {SubmitRefusal} `submission.no-recipients`, `submission.too-many`,
 *   `submission.recipients` with all that cannot be sent to, `submission.envelope`.
 */
export async function submitRecipients(
  recipients: Pick<Recipients, 'resolve'>,
  rcptTo: readonly EnvelopeAddress[],
): Promise<readonly EnvelopeRecipient[]> {
  if (rcptTo.length === 0) {
    throw new SubmitRefusal('submission.no-recipients', 'The message goes to nobody');
  }
  if (rcptTo.length > submittedRecipientsMax) {
    const why = `A message has ${submittedRecipientsMax} recipients at most`;
    throw new SubmitRefusal('submission.too-many', why, { max: submittedRecipientsMax });
  }
  const accepted = new Map<string, EnvelopeRecipient>();
  const refused: { readonly email: string; readonly why: string }[] = [];
  for (const one of rcptTo) {
    const wishes = rcptWishes(one);
    const address = sentAddress(one.email);
    const normal = address === undefined ? undefined : normalizeAddress(address);
    if (address === undefined || normal === undefined) {
      refused.push({ email: one.email, why: 'It is no mail address' });
      continue;
    }
    const key = formatAddress(normal);
    if (accepted.has(key)) continue;
    try {
      accepted.set(key, {
        address: formatAddress(address),
        domain: normal.domain,
        resolution: await recipients.resolve(address),
        notify: wishes?.notify,
        originalRecipient: wishes?.originalRecipient,
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ email: one.email, why: error.message });
    }
  }
  const [first] = refused;
  if (first === undefined) return [...accepted.values()];
  throw new SubmitRefusal('submission.recipients', `"${first.email}": ${first.why}`, {
    recipients: refused.map(({ email }) => email),
  });
}
