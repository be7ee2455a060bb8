import { Refusal } from '#base/refusal.ts';
import { ParseError } from '#proto/cursor.ts';
import { type BdatArguments, parseBdatArguments } from '#proto/smtp/bdat-arguments.ts';
import { LineEndCheck } from '#proto/smtp/line-end-check.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { answerMessage, type MessageReply } from '#session/smtp/answer-message.ts';
import { checkTransaction } from '#session/smtp/check-transaction.ts';
import { DataClock } from '#session/smtp/data-clock.ts';
import { fileMessage } from '#session/smtp/file-message.ts';
import { refusalReply } from '#session/smtp/refusal-reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import type { Chunks, Transaction } from '#session/smtp/transaction.ts';

const tooBig: Reply = [552, '5.3.4', 'Message too big'];

/** BDAT: takes a chunk of counted octets in, and files the message with the last (RFC 3030 §2). */
export async function bdat(session: SmtpSession, argument: string): Promise<Reply | undefined> {
  const { size, last } = countOctets(session, argument);
  const { transaction } = session;
  const refusal = checkTransaction(session);
  if (size > session.limits.messageOctetsMax) {
    session.over = true; // Reading it to its end would only waste both sides' time.
    return tooBig;
  }
  if (transaction === undefined || refusal !== undefined) {
    // RFC 3030 §2: the octets come whatever the reply is.
    return (await takeOctets(session, size, undefined)) ? refusal : undefined;
  }
  const chunks = (transaction.chunks ??= beginChunks(session));
  if (!(await takeOctets(session, size, chunks))) return undefined;
  if (size > 0) session.progress();
  if (!last) return chunks.failure ?? [250, '2.0.0', `${size} octets received`];
  return await answerMessage(session, transaction, () => finish(session, transaction, chunks));
}

/**
 * Without a count nobody knows where the chunk ends and the next command begins: what follows would
 * be taken for commands, so the session ends.
 */
function countOctets(session: SmtpSession, argument: string): BdatArguments {
  try {
    return parseBdatArguments(argument);
  } catch (error) {
    if (error instanceof ParseError) session.over = true;
    throw error;
  }
}

function beginChunks({ context }: SmtpSession): Chunks {
  return {
    body: context.delivery.open(),
    lineEnds: new LineEndCheck(),
    startedAt: context.clock.elapsed(),
    failure: undefined,
  };
}

/** Takes the chunk's octets; false when the session has ended for it. */
async function takeOctets(
  session: SmtpSession,
  size: number,
  chunks: Chunks | undefined,
): Promise<boolean> {
  const { input, limits } = session;
  using clock = new DataClock(session, chunks?.startedAt);
  if (chunks !== undefined && chunks.body.length + size > limits.messageOctetsMax) {
    chunks.failure ??= tooBig;
  }
  for (let left = size; left > 0;) {
    const octets = await input.chunk(left);
    left -= octets.length;
    if (clock.over()) return false;
    // What is refused is read to its end all the same: it must not be taken for commands.
    if (chunks === undefined || chunks.failure !== undefined) continue;
    chunks.failure = await keepOctets(session, chunks, octets);
  }
  return true;
}

/** Why the octets could not be kept, if so. */
async function keepOctets(
  session: SmtpSession,
  { body, lineEnds }: Chunks,
  octets: Uint8Array,
): Promise<Reply | undefined> {
  lineEnds.push(octets);
  try {
    const written = body.push(octets);
    if (written !== undefined) await written;
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    session.logRefusal(error);
    return refusalReply(error);
  }
}

async function finish(
  session: SmtpSession,
  transaction: Transaction,
  { body, lineEnds, failure }: Chunks,
): Promise<MessageReply> {
  if (failure !== undefined) return failure;
  if (transaction.mail.body !== 'binarymime' && lineEnds.bareLineEnd) {
    return [550, '5.6.11', 'CR or LF alone needs BODY=BINARYMIME'];
  }
  return await fileMessage(session, transaction, body);
}
