import { parseBdatArguments } from '#proto/smtp/bdat-arguments.ts';
import { LineEndCheck } from '#proto/smtp/line-end-check.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { checkTransaction } from '#session/smtp/check-transaction.ts';
import { DataClock } from '#session/smtp/data-clock.ts';
import { fileMessage } from '#session/smtp/file-message.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import type { Chunks, Transaction } from '#session/smtp/transaction.ts';

/** BDAT: takes a chunk of counted octets in, and files the message with the last (RFC 3030 §2). */
export async function bdat(session: SmtpSession, argument: string): Promise<Reply | undefined> {
  const { limits } = session;
  const { size, last } = parseBdatArguments(argument);
  const { transaction } = session;
  const refusal = checkTransaction(session);
  if (size > limits.messageOctetsMax) {
    session.over = true; // Reading it to its end would only waste both sides' time.
    return [552, '5.3.4', 'Message too big'];
  }
  if (transaction === undefined || refusal !== undefined) {
    // RFC 3030 §2: the octets come whatever the reply is.
    return (await takeOctets(session, size, undefined)) ? refusal : undefined;
  }
  const chunks = (transaction.chunks ??= beginChunks(session));
  if (!(await takeOctets(session, size, chunks))) return undefined;
  session.progress();
  if (chunks.failed) {
    if (last) await session.reset();
    return [552, '5.3.4', 'Message too big'];
  }
  if (!last) return [250, '2.0.0', `${size} octets received`];
  try {
    return await finish(session, transaction, chunks);
  } finally {
    await session.reset();
  }
}

function beginChunks({ context }: SmtpSession): Chunks {
  return {
    body: context.delivery.open(),
    lineEnds: new LineEndCheck(),
    startedAt: context.clock.elapsed(),
    failed: false,
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
    chunks.failed = true;
  }
  let failure: unknown;
  for (let left = size; left > 0;) {
    const octets = await input.chunk(left);
    left -= octets.length;
    if (clock.over()) return false;
    if (chunks === undefined || chunks.failed) continue;
    chunks.lineEnds.push(octets);
    try {
      const written = chunks.body.push(octets);
      if (written !== undefined) await written;
    } catch (error) {
      // The rest of the chunk is read all the same: it must not be taken for commands.
      failure = error;
      chunks.failed = true;
    }
  }
  if (failure !== undefined) throw failure;
  return true;
}

async function finish(
  session: SmtpSession,
  transaction: Transaction,
  { body, lineEnds }: Chunks,
): Promise<Reply | undefined> {
  if (transaction.mail.body !== 'binarymime' && lineEnds.bareLineEnd) {
    return [550, '5.6.11', 'CR or LF alone needs BODY=BINARYMIME'];
  }
  return await fileMessage(session, transaction, body);
}
