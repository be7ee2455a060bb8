import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import { ConnectionEnd } from '#net/connection.ts';
import { replyText, type ServerReply } from '#proto/smtp/reply-reader.ts';
import type { Load } from '#relay/load.ts';
import {
  type DestinationWorld,
  isServersFault,
  type OpenedConnection,
  openConnection,
  type Server,
} from '#relay/open-connection.ts';
import { outgoingMessage } from '#relay/outgoing-message.ts';
import type { RouteFailure } from '#relay/route.ts';
import { serversOf } from '#relay/servers-of.ts';
import { ServerRefused } from '#relay/smtp-client.ts';
import { requireTlsRefusal, UntrustedServer } from '#relay/tls-policy.ts';

/** RFC 3463 §3.5 X.4.1. */
const nobodyAnswered: ServerReply = {
  code: 450,
  enhanced: '4.4.1',
  lines: ['No mail server answered'],
};

/**
 * Brings messages to the servers of one destination: the best that answers gets them all, over one
 * connection after another (RFC 5321 §5.1). Every message of the load is settled once.
 *
 * @returns Whether a server was reached, or nobody needs to be asked again.
 */
export async function deliverToDestination(world: DestinationWorld, load: Load): Promise<boolean> {
  const work: Work = { load, waiting: await load.next(), taken: 0 };
  let last: RouteFailure = { kind: 'deferred', answer: nobodyAnswered };
  if (work.waiting === undefined) return true;
  for await (const server of serversOf(world, load.destination)) {
    if ('kind' in server) last = server;
    else last = (await bringTo(world, server, work)) ?? last;
    if (work.waiting === undefined) return true;
  }
  for (const message of [work.waiting, ...load.rest()]) {
    await load.settle(message, resultsOfFailure(message, last));
  }
  return work.taken > 0 || last.kind === 'failed';
}

/** What is under way: the message that no server has taken or refused yet. */
type Work = { readonly load: Load; waiting: ClaimedMessage | undefined; taken: number };

/**
 * Sends what waits to one server. One that ends the conversation after some messages is called
 * again. @returns Why it took nothing more; undefined when it took all.
 */
async function bringTo(
  world: DestinationWorld,
  server: Server,
  work: Work,
): Promise<RouteFailure | undefined> {
  for (;;) {
    const before = work.taken;
    const failure = await converse(world, server, work);
    if (work.waiting === undefined) return undefined;
    if (work.taken === before) return failure;
  }
}

async function converse(
  world: DestinationWorld,
  server: Server,
  work: Work,
): Promise<RouteFailure | undefined> {
  let opened: OpenedConnection;
  try {
    opened = await openConnection(world, server);
  } catch (error) {
    return failureOf(server, error);
  }
  try {
    await sendAll(opened, server, work);
  } catch (error) {
    if (!isServersFault(error)) throw error;
    return failureOf(server, error, opened.tls);
  } finally {
    await opened.client.quit();
  }
  return failureOf(server, new ConnectionEnd('gone'), opened.tls);
}

/**
 * One message after the other. The result of one is kept while the next is on its way, and surely
 * before that one ends: a crash finds at most one message whose fate is not written down.
 */
async function sendAll(
  { client, tls, verdict }: OpenedConnection,
  server: Server,
  work: Work,
): Promise<void> {
  const { load } = work;
  let settled: Promise<void> = Promise.resolve();
  try {
    while (work.waiting !== undefined && client.usable) {
      const message = work.waiting;
      const outgoing = await outgoingMessage(message, load);
      if (outgoing === undefined) {
        await load.settle(
          message,
          resultsOfFailure(message, { kind: 'deferred', answer: damaged }),
        );
      } else {
        const before = settled;
        const refusal = outgoing.requireTls === true ? requireTlsRefusal(verdict) : undefined;
        const answers =
          refusal === undefined
            ? await client.send({ ...outgoing, beforeEnd: () => before })
            : outgoing.recipients.map(() => refusal);
        const seen = { server: nameOf(server), tls, passesNotify: client.offers.dsn };
        const results = resultsOf(message, answers, seen);
        settled = load.settle(message, results);
        if (results.some(({ outcome }) => outcome === 'sent')) load.succeeded();
      }
      work.taken++;
      work.waiting = await load.next();
    }
  } finally {
    await settled;
  }
}

/** RFC 3463 §3.4 X.3.0: told to nobody for five days; the log says what to do. */
const damaged: ServerReply = {
  code: 450,
  enhanced: '4.3.0',
  lines: ['The message cannot be read from the disk here'],
};

type Seen = Pick<RecipientResult, 'server' | 'tls' | 'passesNotify'>;

function resultsOf(
  { recipients }: ClaimedMessage,
  answers: readonly ServerReply[],
  seen: Seen,
): RecipientResult[] {
  return recipients.map(({ recipientNumber }, index) => {
    const answer = answers[index] ?? { code: 450, enhanced: '4.3.0', lines: ['No answer'] };
    return { recipientNumber, outcome: outcomeOf(answer), answer, answered: true, ...seen };
  });
}

function resultsOfFailure(
  { recipients }: ClaimedMessage,
  { kind: outcome, answer, answered = false, server, tls }: RouteFailure,
): RecipientResult[] {
  return recipients.map(({ recipientNumber }) => {
    return { recipientNumber, outcome, answer, answered, server, tls, passesNotify: false };
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

function failureOf(server: Server, error: unknown, tls?: string): RouteFailure {
  const seen = { server: nameOf(server), tls };
  if (error instanceof UntrustedServer) {
    return { ...seen, kind: 'deferred', answer: error.answer };
  }
  if (error instanceof ServerRefused) {
    const kind = error.reply.code >= 500 ? 'failed' : 'deferred';
    return { ...seen, kind, answer: error.reply, answered: true };
  }
  const why = error instanceof Error ? error.message : String(error);
  const answer = { code: 450, enhanced: '4.4.2', lines: [`${nameOf(server)}: ${why}`] };
  return { ...seen, kind: 'deferred', answer };
}

function nameOf({ host, address }: Server): string {
  return `${host} [${address}]`;
}
