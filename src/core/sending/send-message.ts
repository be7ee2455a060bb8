import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Random } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import type { Applications } from '#core/applications/applications.ts';
import type { Login } from '#core/auth/login-context.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import type { MessageDelivery } from '#core/delivery/message-delivery.ts';
import type { Address } from '#core/directory/address.ts';
import { formatAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import { buildSent, type FilledRequest } from '#core/sending/build-sent.ts';
import { pushOctets } from '#core/sending/push-octets.ts';
import { recipientVerdicts, wordsOf } from '#core/sending/recipient-verdicts.ts';
import { requestHash, withKey } from '#core/sending/send-once.ts';
import {
  sendAheadSecondsMax,
  type SendContent,
  type SendingRefusalCode,
  type SendOutcome,
  type SendRequest,
  sentRecipientsMax,
} from '#core/sending/send-request.ts';
import { sendingLimit } from '#core/sending/sending-limit.ts';
import { isInternational, sentAddress } from '#core/sending/sent-address.ts';
import { fillTemplate, templateName } from '#core/sending/template/template-message.ts';
import { Trace } from '#core/trace/trace.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SentResult } from '#store/operations/sending/send-keys.ts';
import { findTemplate } from '#store/operations/sending/templates.ts';
import type { Store } from '#store/store.ts';

export type SendingWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly applications: Pick<Applications, 'recipient' | 'refused'>;
  readonly recipients: Pick<Recipients, 'maySendAs' | 'resolve'>;
  readonly delivery: Pick<MessageDelivery, 'open' | 'file'>;
  readonly traceIds: Pick<TraceIds, 'next'>;
};

/** How a request came. */
export type SendingOrigin = {
  readonly remoteAddress: string;
  /** Over TLS. */
  readonly secure: boolean;
  /** At most `sendKeyCharactersMax` printable characters. */
  readonly idempotencyKey?: string | undefined;
};

/** Octets that boundaries are made of. */
const boundarySeedOctets = 12;

/**
 * Sends a message that a program asks for, with the policies, limits, signatures and the trace of
 * one that was submitted by SMTP. What is accepted is durable when this resolves.
 *
 * With a key, a request that comes again sends nothing and gets the first one's result. A request
 * that was broken off before its message was filed is carried out by the retry; the first one files
 * nothing any more then.
 *
 * @throws {Refusal} `SendingRefusalCode`, `SendKeyRefusalCode`, of templates, and what filing throws.
 */
export async function sendMessage(
  world: SendingWorld,
  login: Login,
  request: SendRequest,
  origin: SendingOrigin,
): Promise<SendOutcome> {
  const { idempotencyKey } = origin;
  const now = world.clock.now();
  const from = checkRequest(request, now);
  const traceId = world.traceIds.next();
  const sending: Sending = { world, login, origin, from, traceId, now };
  if (idempotencyKey === undefined) return await send(sending, request);
  const attempt = { accountId: login.accountId, key: idempotencyKey, traceId };
  return await withKey(world.store, { ...attempt, requestHash: requestHash(request) }, () =>
    send(sending, request),
  );
}

type Sending = {
  readonly world: SendingWorld;
  readonly login: Login;
  readonly origin: SendingOrigin;
  readonly from: Address;
  readonly traceId: string;
  readonly now: number;
};

/** @returns The address of its From field. @throws {Refusal} `sending.invalid`. */
function checkRequest(request: SendRequest, now: number): Address {
  const { from, to, cc, bcc, sendAt, deliverBy } = request;
  const count = to.length + cc.length + bcc.length;
  if (count === 0) invalid('The message has no recipient: name one in to, cc or bcc');
  if (count > sentRecipientsMax) invalid(`A message has ${sentRecipientsMax} recipients at most`);
  if (sendAt !== undefined && sendAt > now + sendAheadSecondsMax * 1_000) {
    invalid(`A message waits ${sendAheadSecondsMax} seconds at most`);
  }
  if (deliverBy !== undefined && deliverBy.at <= Math.max(now, sendAt ?? 0)) {
    invalid('deliverBy is over before the message goes out');
  }
  return sentAddress(from.address) ?? invalid(`"${from.address}" in from is no mail address`);
}

async function send(sending: Sending, request: SendRequest): Promise<SendOutcome> {
  const { world, login, origin, from, traceId } = sending;
  const { remoteAddress, idempotencyKey } = origin;
  const { to, cc, bcc } = request;
  const refused = (stage: 'sender' | 'limit' | 'message', reply: Reply): void =>
    world.applications.refused(login, { stage, reply, remoteAddress, traceId });
  if (!(await world.recipients.maySendAs(login.accountId, from))) {
    const why = `This login may not send as ${formatAddress(from)}`;
    refused('sender', [550, '5.7.1', why]);
    refuse<SendingRefusalCode>('sending.from', why);
  }
  const content = await fill(sending, request.content);
  const wanted = [...to, ...cc, ...bcc].map(({ address }) => ({
    text: address,
    address: sentAddress(address),
  }));
  const attempt = { login, traceId, remoteAddress };
  const { accepted, verdicts } = await recipientVerdicts(world, attempt, wanted);
  const nothing = { id: undefined, messageId: undefined, queueIds: [], repeated: false };
  if (accepted.length === 0) return { ...nothing, recipients: verdicts };
  const limit = await sendingLimit(world.store, login, accepted.length);
  if (limit !== undefined) {
    refused('limit', limit.reply);
    throw limit.refusal;
  }
  const messageId = `${traceId}@${from.domain}`;
  const message = build(sending, { ...request, content }, messageId);
  const international =
    message.international || [from, ...wanted.map(({ address }) => address)].some(needsUtf8);
  const envelope: Envelope = {
    ...envelopeOf(sending, request),
    recipients: accepted,
    body: message.eightBit ? '8bitmime' : '7bit',
    smtpUtf8: international,
  };
  const result: SentResult = { id: traceId, messageId: `<${messageId}>`, recipients: verdicts };
  const trace = new Trace(world.clock);
  trace.add('api.send', { octets: message.octets.length, recipients: accepted.length });
  await using body = world.delivery.open();
  await pushOctets(body, message.octets);
  const completion =
    idempotencyKey === undefined
      ? undefined
      : {
          accountId: login.accountId,
          key: idempotencyKey,
          traceId,
          response: result,
        };
  const options = { trace, whenFull: 'refuse', completion } as const;
  const outcome = await world.delivery.file(envelope, body, options);
  if (outcome.kind === 'refused') {
    refused('message', outcome.reply);
    refuse<SendingRefusalCode>('sending.refused', wordsOf(outcome.reply));
  }
  const facts = { id: traceId, sender: envelope.sender, recipients: accepted.length };
  world.log.info('message filed', { ...facts, octets: message.octets.length, face: 'http' });
  return { ...result, queueIds: outcome.queueIds, repeated: false };
}

function needsUtf8(address: Address | undefined): boolean {
  return address !== undefined && isInternational(address);
}

async function fill(
  { world, login }: Sending,
  content: SendContent,
): Promise<FilledRequest['content']> {
  if (!('template' in content)) return content;
  const { tenantId, accountId } = login;
  const name = templateName(content.template);
  const variants = await world.store.read(findTemplate, { tenantId, accountId, name });
  return fillTemplate(variants, { ...content, name });
}

function build({ world, now }: Sending, request: FilledRequest, messageId: string) {
  const boundarySeed = Buffer.from(world.random.bytes(boundarySeedOctets)).toString('hex');
  return buildSent(request, { messageId, at: now, boundarySeed });
}

function envelopeOf({ login, origin, from, traceId }: Sending, request: SendRequest) {
  const { deliverBy } = request;
  return {
    id: traceId,
    origin: {
      face: 'submission',
      helo: 'api',
      remoteAddress: origin.remoteAddress,
      tls: undefined,
      protocol: origin.secure ? 'HTTPS' : 'HTTP',
      login,
    },
    sender: formatAddress(from),
    requireTls: false,
    returnContent: undefined,
    envelopeId: undefined,
    releaseAt: request.sendAt,
    priority: request.priority,
    deliverBy: deliverBy === undefined ? undefined : { ...deliverBy, trace: false },
  } as const;
}

function invalid(why: string): never {
  return refuse<SendingRefusalCode>('sending.invalid', why);
}
