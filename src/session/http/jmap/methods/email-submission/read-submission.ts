import type { EnvelopeAddress, SubmissionEnvelope } from '#core/submission/submission-envelope.ts';
import type { SmtpWishes } from '#core/submission/submission-envelope.ts';
import { submittedRecipientsMax } from '#core/submission/submit-recipients.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';

/** What a client wants sent. Ids are as it wrote them. */
export type NewSubmission = {
  readonly identityId: string;
  readonly emailId: string;
  readonly envelope: SubmissionEnvelope | undefined;
};

/** Characters of an address (RFC 5321 §4.5.3.1.3), with room for a domain beyond ASCII. */
const emailCharactersMax = 320;

const known: ReadonlySet<string> = new Set(['identityId', 'emailId', 'envelope']);

/** Reads an EmailSubmission to be created (RFC 8621 §7). @throws {SetError} `invalidProperties`. */
export function readSubmission(object: JsonObject): NewSubmission {
  const { identityId, emailId, envelope = null } = object;
  const wrong = Object.keys(object).filter((name) => !known.has(name));
  if (typeof identityId !== 'string') wrong.push('identityId');
  if (typeof emailId !== 'string') wrong.push('emailId');
  const read = envelope === null ? undefined : envelopeOf(envelope);
  if (envelope !== null && read === undefined) wrong.push('envelope');
  if (typeof identityId !== 'string' || typeof emailId !== 'string' || wrong.length > 0) {
    throw invalidProperties(wrong);
  }
  return { identityId, emailId, envelope: read };
}

/**
 * An Envelope object; undefined for what is none.
 *
 * @throws {SetError} `tooManyRecipients`, `noRecipients`.
 */
function envelopeOf(value: JsonValue): SubmissionEnvelope | undefined {
  if (!isJsonObject(value)) return undefined;
  const { mailFrom = null, rcptTo = null, ...others } = value;
  const from = addressOf(mailFrom);
  if (from === undefined || !isJsonArray(rcptTo) || Object.keys(others).length > 0) {
    return undefined;
  }
  if (rcptTo.length === 0) throw new SetError('noRecipients', 'rcptTo is empty');
  if (rcptTo.length > submittedRecipientsMax) {
    const maxRecipients = submittedRecipientsMax;
    throw new SetError('tooManyRecipients', 'rcptTo is too long', { maxRecipients });
  }
  const to = rcptTo.map(addressOf).filter((address) => address !== undefined);
  const isWhole = to.length === rcptTo.length && to.every(({ email }) => email !== '');
  return isWhole ? { mailFrom: from, rcptTo: to } : undefined;
}

/** An Address object (RFC 8621 §7). */
function addressOf(value: JsonValue): EnvelopeAddress | undefined {
  if (!isJsonObject(value)) return undefined;
  const { email, parameters = null, ...others } = value;
  if (typeof email !== 'string' || email.length > emailCharactersMax) return undefined;
  if (/[\s<>]/u.test(email) || Object.keys(others).length > 0) return undefined;
  if (parameters === null) return { email, parameters };
  return isJsonObject(parameters) && isWishes(parameters) ? { email, parameters } : undefined;
}

function isWishes(parameters: JsonObject): parameters is JsonObject & SmtpWishes {
  return Object.values(parameters).every((value) => value === null || typeof value === 'string');
}
