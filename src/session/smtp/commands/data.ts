import { expectNoArgument } from '#proto/smtp/command.ts';
import { DataDecoder } from '#proto/smtp/data-decoder.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { answerMessage, type MessageReply } from '#session/smtp/answer-message.ts';
import { DataClock } from '#session/smtp/data-clock.ts';
import { fileMessage } from '#session/smtp/file-message.ts';
import { checkTransaction } from '#session/smtp/check-transaction.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import type { Transaction } from '#session/smtp/transaction.ts';

/** Octets asked for at once while a message comes in. */
const chunkOctetsMax = 1_048_576;

/** DATA: takes the message in, up to a line with a single dot, and files it (RFC 5321 §4.1.1.4). */
export async function data(session: SmtpSession, argument: string): Promise<Reply | undefined> {
  expectNoArgument(argument);
  const { transaction } = session;
  const refusal = checkTransaction(session);
  if (transaction === undefined || refusal !== undefined) return refusal;
  if (transaction.chunks !== undefined) return [503, '5.5.1', 'BDAT has begun']; // RFC 3030 §2
  if (transaction.mail.body === 'binarymime') {
    return [503, '5.5.1', 'BINARYMIME needs BDAT']; // RFC 3030 §3
  }
  session.reply([354, '', 'End with a line that holds a single dot']);
  return await answerMessage(session, transaction, () => take(session, transaction));
}

async function take(
  session: SmtpSession,
  transaction: Transaction,
): Promise<MessageReply | undefined> {
  const { context, input, limits } = session;
  const decoder = new DataDecoder();
  await using body = context.delivery.open();
  using clock = new DataClock(session);
  let length = 0;
  let failure: unknown;
  let pieces: Uint8Array[] = [];
  for (let ended = false; !ended; pieces = []) {
    const chunk = await input.chunk(chunkOctetsMax);
    const end = decoder.push(chunk, pieces);
    ended = end >= 0;
    if (ended) input.unread(chunk.subarray(end));
    else if (clock.over()) return undefined;
    for (const piece of pieces) {
      length += piece.length;
      // What is refused in the end is read to its end and thrown away.
      if (length > limits.messageOctetsMax || decoder.bareLineEnd || failure !== undefined) break;
      try {
        const written = body.push(piece);
        if (written !== undefined) await written;
      } catch (error) {
        failure = error;
      }
    }
  }
  if (length > limits.messageOctetsMax) return [552, '5.3.4', 'Message too big'];
  if (decoder.bareLineEnd) {
    return [550, '5.6.11', 'A line ends by CRLF only; CR or LF alone is not accepted'];
  }
  if (failure !== undefined) throw failure;
  return await fileMessage(session, transaction, body);
}
