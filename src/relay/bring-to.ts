import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import { ConnectionEnd } from '#net/connection.ts';
import type { ServerReply } from '#proto/smtp/reply-reader.ts';
import {
  failureOf,
  nameOf,
  resultsOf,
  resultsOfFailure,
  type Seen,
} from '#relay/attempt-results.ts';
import {
  type DestinationWorld,
  isServersFault,
  type OpenedConnection,
  openConnection,
  type Server,
} from '#relay/open-connection.ts';
import { outgoingMessage } from '#relay/outgoing-message.ts';
import type { RouteFailure } from '#relay/route.ts';
import type { OutgoingMessage } from '#relay/smtp-client.ts';
import { requireTlsRefusal } from '#relay/tls-policy.ts';
import type { Work } from '#relay/work.ts';

/**
 * Sends what waits to one server. One that ends the conversation after some messages is called
 * again.
 *
 * @returns Why it took nothing more; undefined when there is nothing more for it.
 */
export async function bringTo(
  world: DestinationWorld,
  server: Server,
  work: Work,
): Promise<RouteFailure | undefined> {
  for (;;) {
    const before = work.done;
    const failure = await converse(world, server, work);
    if (work.waiting === undefined) return undefined;
    if (work.done === before) return failure;
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
  const line: Line = { ...opened, server, now: () => world.clock.now() };
  try {
    await sendAll(line, work);
  } catch (error) {
    if (!isServersFault(error)) throw error;
    return failureOf(server, error, opened.tls);
  } finally {
    await opened.client.quit();
  }
  return failureOf(server, new ConnectionEnd('gone'), opened.tls);
}

type Line = OpenedConnection & { readonly server: Server; readonly now: () => number };

/** What becomes of the message before, while the next one is on its way. */
type Before = { kept: Promise<void> };

/**
 * One message after the other. The result of one is kept while the next is on its way, and surely
 * before that one ends: a crash finds at most one message whose fate is not written down.
 */
async function sendAll(line: Line, work: Work): Promise<void> {
  const before: Before = { kept: Promise.resolve() };
  try {
    while (work.waiting !== undefined && line.client.usable) {
      await sendOne(line, work, { message: work.waiting, before });
      await work.next();
    }
  } finally {
    await before.kept;
  }
}

async function sendOne(
  line: Line,
  work: Work,
  { message, before }: { readonly message: ClaimedMessage; readonly before: Before },
): Promise<void> {
  const { client, server, tls } = line;
  const { load } = work;
  const outgoing = await outgoingMessage(message, load, line.now());
  if (outgoing === undefined) {
    return await load.settle(message, resultsOfFailure(message, damaged));
  }
  if (isTooLate(outgoing)) return await load.settle(message, resultsOfFailure(message, tooLate));
  const seen: Seen = {
    server: nameOf(server),
    tls,
    passesNotify: client.offers.dsn,
    passesBy: client.passesBy(outgoing),
  };
  const unfit = unfitFor(line, outgoing);
  if (unfit !== undefined) {
    const failure = { kind: 'failed', answer: unfit, server: nameOf(server), tls } as const;
    const { host } = server;
    return await work.passOver({ message, host, results: resultsOfFailure(message, failure) });
  }
  const { kept } = before;
  const answers = await client.send({ ...outgoing, beforeEnd: () => kept });
  const results = resultsOf(message, answers, seen);
  before.kept = load.settle(message, results);
  if (results.some(({ outcome }) => outcome === 'sent')) load.succeeded();
}

/** Why another server is to have the message (RFC 8689 §4.2.1, RFC 2852 §4.1.4.2). */
function unfitFor({ client, verdict }: Line, outgoing: OutgoingMessage): ServerReply | undefined {
  const unproven = outgoing.requireTls === true ? requireTlsRefusal(verdict) : undefined;
  return unproven ?? client.unfitFor(outgoing);
}

/** RFC 2852 §4.1.4: what is to come back then goes nowhere any more. */
function isTooLate({ deliverBy }: OutgoingMessage): boolean {
  return deliverBy?.mode === 'return' && deliverBy.seconds <= 0;
}

/** RFC 3463 §3.5 X.4.7. */
const tooLate: RouteFailure = {
  kind: 'failed',
  answer: {
    code: 550,
    enhanced: '5.4.7',
    lines: ['The time is over in which it was to be delivered'],
  },
};

/** RFC 3463 §3.4 X.3.0: told to nobody for five days; the log says what to do. */
const damaged: RouteFailure = {
  kind: 'deferred',
  answer: {
    code: 450,
    enhanced: '4.3.0',
    lines: ['The message cannot be read from the disk here'],
  },
};
