import type { ClaimedMessage, RecipientResult } from '#core/queue/outbound-queue.ts';
import { ConnectionEnd } from '#net/connection.ts';
import { replyText, type ServerReply } from '#proto/smtp/reply-reader.ts';
import {
  type DestinationWorld,
  isServersFault,
  openConnection,
  type Server,
} from '#relay/open-connection.ts';
import { findAddresses, findRoute, type Route, type RouteFailure } from '#relay/route.ts';
import { ServerRefused, type SmtpClient } from '#relay/smtp-client.ts';

/** What is to be brought to one domain. */
export type Load = {
  readonly domain: string;
  readonly messages: readonly ClaimedMessage[];
  readonly body: (message: ClaimedMessage) => Promise<Uint8Array>;
  /** Keeps what became of a message, as soon as it is known. */
  readonly settle: (
    message: ClaimedMessage,
    results: readonly RecipientResult[],
  ) => Promise<unknown>;
};

/**
 * Brings messages to the servers of one domain: the best that answers gets them all, over one
 * connection (RFC 5321 §5.1). Every message is settled once.
 *
 * @returns Whether a server was reached, or nobody needs to be asked again.
 */
export async function deliverToDestination(world: DestinationWorld, load: Load): Promise<boolean> {
  const waiting = [...load.messages];
  let last: RouteFailure = { kind: 'deferred', reply: '450 4.4.1 No mail server answered' };
  const route = await findRoute(world.resolver, load.domain, world.random);
  if (route.kind === 'failed' || route.kind === 'deferred') last = route;
  for await (const server of serversOf(world, load.domain, route)) {
    if (waiting.length === 0) return true;
    if ('kind' in server) last = server;
    else last = (await bringTo(world, server, load, waiting)) ?? last;
  }
  const { kind: outcome, reply } = last;
  for (const message of waiting) {
    const results = message.recipients.map(({ recipientNumber }) => {
      return { recipientNumber, outcome, reply };
    });
    await load.settle(message, results);
  }
  return waiting.length < load.messages.length || outcome === 'failed';
}

/** Each server with each of its addresses, looked up as they are needed. */
async function* serversOf(
  world: DestinationWorld,
  domain: string,
  route: Route,
): AsyncGenerator<Server | RouteFailure> {
  if (route.kind === 'address') {
    yield { domain, host: domain, address: route.address, authenticated: false };
  }
  if (route.kind !== 'hosts') return;
  const { authenticated } = route;
  for (const host of route.hosts) {
    const addresses = await findAddresses(world.resolver, host);
    if ('kind' in addresses) yield addresses;
    else for (const address of addresses) yield { domain, host, address, authenticated };
  }
}

/** Sends what waits to one server. @returns Why it took nothing more; undefined when it took all. */
async function bringTo(
  world: DestinationWorld,
  server: Server,
  load: Load,
  waiting: ClaimedMessage[],
): Promise<RouteFailure | undefined> {
  let client: SmtpClient;
  try {
    ({ client } = await openConnection(world, server));
  } catch (error) {
    return failureOf(server, error);
  }
  try {
    while (waiting.length > 0 && client.usable) {
      const [message] = waiting;
      if (message === undefined) break;
      const answers = await client.send(await outgoing(message, load));
      waiting.shift();
      await load.settle(message, resultsOf(message, answers));
    }
  } catch (error) {
    if (!isServersFault(error)) throw error;
    return failureOf(server, error);
  } finally {
    await client.quit();
  }
  return waiting.length === 0 ? undefined : failureOf(server, new ConnectionEnd('gone'));
}

async function outgoing(message: ClaimedMessage, load: Load) {
  const { facts, recipients } = message;
  const { sender, smtpUtf8, body, returnContent, envelopeId, requireTls, length } = facts;
  return {
    sender,
    smtpUtf8: smtpUtf8 === true,
    body,
    returnContent,
    envelopeId,
    requireTls,
    length,
    chunks: [await load.body(message)],
    recipients: recipients.map(({ address, notify, originalRecipient }) => {
      return { recipient: address, notify, originalRecipient };
    }),
  };
}

function resultsOf(
  { recipients }: ClaimedMessage,
  answers: readonly ServerReply[],
): RecipientResult[] {
  return recipients.map(({ recipientNumber }, index) => {
    const answer = answers[index] ?? { code: 450, enhanced: '4.3.0', lines: ['No answer'] };
    return { recipientNumber, outcome: outcomeOf(answer), reply: replyText(answer) };
  });
}

/** How servers say that they take more recipients another time (RFC 3463 §3.6, X.5.3). */
const tooMany = /\b[45]\.5\.3\b|too many recipients/i;

function outcomeOf(answer: ServerReply): RecipientResult['outcome'] {
  const { code } = answer;
  if (code >= 200 && code < 300) return 'sent';
  // RFC 5321 §4.5.3.1.10: 552 for too many recipients is meant for now only.
  return code >= 500 && !(code === 552 && tooMany.test(replyText(answer))) ? 'failed' : 'deferred';
}

function failureOf({ host, address }: Server, error: unknown): RouteFailure {
  if (error instanceof ServerRefused) {
    const kind = error.reply.code >= 500 ? 'failed' : 'deferred';
    return { kind, reply: replyText(error.reply) };
  }
  const why = error instanceof Error ? error.message : String(error);
  return { kind: 'deferred', reply: `450 4.4.2 ${host} [${address}]: ${why}` };
}
