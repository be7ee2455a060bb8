import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { wishesOf } from '#core/delivery/envelope-wishes.ts';
import type { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { formatAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { Identity } from '#core/identities/identities.ts';
import { mayWriteAs } from '#core/identities/may-write-as.ts';
import { pushOctets } from '#core/sending/push-octets.ts';
import { wordsOf } from '#core/sending/recipient-verdicts.ts';
import { sendAheadSecondsMax, sentOctetsMax } from '#core/sending/send-request.ts';
import { sendingLimit } from '#core/sending/sending-limit.ts';
import { isInternational, sentAddress } from '#core/sending/sent-address.ts';
import { authorsOf, defaultEnvelope } from '#core/submission/default-envelope.ts';
import { sendableOctets } from '#core/submission/sendable-octets.ts';
import { mailWishes } from '#core/submission/smtp-parameters.ts';
import type { SubmissionEnvelope } from '#core/submission/submission-envelope.ts';
import { submitRecipients } from '#core/submission/submit-recipients.ts';
import { SubmitRefusal } from '#core/submission/submit-refusal.ts';
import { Trace } from '#core/trace/trace.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import { messageIdsForm } from '#proto/jmap/email/header-form.ts';
import { parseFields } from '#proto/mime/fields.ts';
import type { RawField } from '#proto/mime/structure.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import type { Store } from '#store/store.ts';

export type SubmitWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly recipients: Pick<Recipients, 'maySendAs' | 'resolve'>;
  readonly delivery: Pick<MessageDelivery, 'open' | 'file'>;
  readonly ids: Pick<TraceIds, 'next'>;
};

/** Who sends, and from where. */
export type Submitter = {
  readonly login: Login;
  /** Whose message and identity it is. */
  readonly accountId: number;
  readonly remoteAddress: string;
  /** Over TLS. */
  readonly secure: boolean;
};

export type SubmitRequest = {
  readonly identity: Identity;
  /** Of the header when absent. */
  readonly envelope?: SubmissionEnvelope | undefined;
};

export type Submitted = {
  readonly submissionId: number;
  readonly envelope: SubmissionEnvelope;
  /** Milliseconds since the epoch. */
  readonly sendAt: number;
};

/** Milliseconds of a second. */
const second = 1_000;

/**
 * Sends a message of a mailbox, with the policies, limits, signatures and the trace of one that was
 * submitted by SMTP (RFC 8621 §7.5). Bcc fields are honoured and do not go out.
 *
 * @throws {SubmitRefusal} Nothing was kept.
 * @throws {Refusal} What filing throws.
 */
export async function submitEmail(
  world: SubmitWorld,
  by: Submitter,
  messageId: number,
  request: SubmitRequest,
): Promise<Submitted> {
  const octets = await readMessage(world.store, by.accountId, messageId);
  const { identity } = request;
  const fields = parseFields(headerOf(octets));
  const envelope = request.envelope ?? defaultEnvelope(fields, identity.email);
  await checkAuthors(world, by, fields);
  return await submitOctets(world, by, {
    octets,
    envelope,
    kept: { messageId, identityId: identity.identityId, messageIdHeader: messageIdOf(fields) },
  });
}

/** A message as it is to be sent. */
export type SubmittedOctets = {
  readonly octets: Uint8Array;
  readonly envelope: SubmissionEnvelope;
  /** What it is a submission of; without it none is kept. */
  readonly kept?: {
    readonly messageId: number;
    readonly identityId: number;
    readonly messageIdHeader: string;
  };
};

/** The same of octets that the account may send: its authors are checked. */
export async function submitOctets(
  world: SubmitWorld,
  by: Submitter,
  { octets: stored, envelope: asked, kept }: SubmittedOctets,
): Promise<Submitted> {
  const { login, accountId } = by;
  const { octets, eightBit } = sendableOctets(stored);
  const now = world.clock.now();
  const traceId = world.ids.next();
  const mail = mailWishes(asked.mailFrom);
  await checkSender(world, by, asked);
  const recipients = await submitRecipients(world.recipients, asked.rcptTo);
  const limit = await sendingLimit(world.store, login, recipients.length);
  if (limit !== undefined) {
    const locked = limit.refusal.code === 'send.locked';
    const code = locked ? 'submission.forbidden' : 'submission.rate';
    throw new SubmitRefusal(code, limit.refusal.message);
  }
  const wishes = wishesOf(mail, now);
  const sendAt = Math.max(wishes.releaseAt ?? now, now);
  if (sendAt > now + sendAheadSecondsMax * second) {
    const why = `A message waits ${sendAheadSecondsMax} seconds at most`;
    throw new SubmitRefusal('submission.envelope', why, { properties: ['envelope'] });
  }
  const sender = sentAddress(asked.mailFrom.email);
  const envelope: Envelope = {
    id: traceId,
    origin: {
      face: 'submission',
      helo: 'jmap',
      remoteAddress: by.remoteAddress,
      tls: undefined,
      protocol: by.secure ? 'HTTPS' : 'HTTP',
      login,
    },
    sender: sender === undefined ? '' : formatAddress(sender),
    recipients,
    body: eightBit ? '8bitmime' : '7bit',
    smtpUtf8: needsUtf8(octets, [sender, ...recipients.map(({ address }) => sentAddress(address))]),
    requireTls: mail.requireTls,
    returnContent: mail.returnContent,
    envelopeId: mail.envelopeId,
    ...wishes,
  };
  const trace = new Trace(world.clock);
  trace.add('jmap.submit', { octets: octets.length, recipients: recipients.length });
  const submission =
    kept === undefined ? undefined : { ...kept, accountId, traceId, envelope: asked, sendAt };
  await using body = world.delivery.open();
  await pushOctets(body, octets);
  const outcome = await filed(() =>
    world.delivery.file(envelope, body, { trace, whenFull: 'refuse', submission }),
  );
  if (outcome.kind === 'refused') {
    throw new SubmitRefusal('submission.forbidden', wordsOf(outcome.reply));
  }
  const facts = { id: traceId, sender: envelope.sender, recipients: recipients.length };
  world.log.info('message filed', { ...facts, octets: octets.length, face: 'jmap' });
  const { submissionId = 0 } = outcome;
  return { submissionId, envelope: asked, sendAt };
}

/** A limit that was reached since it was asked for is said like one that was before. */
async function filed<T>(file: () => Promise<T>): Promise<T> {
  try {
    return await file();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'send.limit') throw new SubmitRefusal('submission.rate', error.message);
    if (error.code !== 'send.locked') throw error;
    throw new SubmitRefusal('submission.forbidden', error.message);
  }
}

/** @throws {SubmitRefusal} `submission.absent`, `submission.too-large`. */
async function readMessage(
  store: Store,
  accountId: number,
  messageId: number,
): Promise<Uint8Array> {
  const [row] = await store.read(messageBlobs, { accountId, messageIds: [messageId] });
  if (row === undefined) throw new SubmitRefusal('submission.absent', 'There is no such message');
  const [, blobId, segment, offset, storedLength, length, sha256] = row;
  if (length > sentOctetsMax) {
    const why = `A message has ${sentOctetsMax} octets at most`;
    throw new SubmitRefusal('submission.too-large', why, { max: sentOctetsMax });
  }
  return await store.readBlob({ blobId, segment, offset, storedLength, length, sha256 });
}

/** With its brackets. */
function messageIdOf(fields: readonly RawField[]): string {
  const field = fields.find(({ name }) => name.toLowerCase() === 'message-id');
  const [id = ''] = messageIdsForm(field?.value ?? '') ?? [];
  return id === '' ? '' : `<${id}>`;
}

/** With its empty line, one character per octet. */
function headerOf(octets: Uint8Array): string {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const end = view.indexOf('\r\n\r\n');
  return view.toString('latin1', 0, end < 0 ? view.length : end + 4);
}

/** People see the authors, not the envelope. @throws {SubmitRefusal} `submission.email`, `submission.from`. */
async function checkAuthors(
  { recipients }: SubmitWorld,
  { accountId }: Submitter,
  fields: readonly RawField[],
): Promise<void> {
  const authors = authorsOf(fields);
  if (authors.length === 0) {
    throw new SubmitRefusal('submission.email', 'The message names no author', {
      properties: ['from'],
    });
  }
  for (const author of authors) {
    if (await mayWriteAs(recipients, accountId, author)) continue;
    throw new SubmitRefusal('submission.from', `This account may not send as "${author}"`);
  }
}

/** Nobody is a sender, too: of a notification. @throws {SubmitRefusal} `submission.mail-from`. */
async function checkSender(
  { recipients }: SubmitWorld,
  { accountId }: Submitter,
  { mailFrom: { email } }: SubmissionEnvelope,
): Promise<void> {
  if (email === '' || (await mayWriteAs(recipients, accountId, email))) return;
  throw new SubmitRefusal('submission.mail-from', `This account may not send as "${email}"`);
}

/** RFC 6531 §3.4: an address or the header goes beyond ASCII. */
function needsUtf8(
  octets: Uint8Array,
  addresses: readonly (ReturnType<typeof sentAddress> | undefined)[],
): boolean {
  if (addresses.some((address) => address !== undefined && isInternational(address))) return true;
  return /[\u0080-\u00ff]/u.test(headerOf(octets));
}
