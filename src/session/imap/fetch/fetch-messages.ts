import { Breather } from '#core/mailbox/breather.ts';
import { type OpenMessage, readBatch } from '#core/mailbox/message-batch.ts';
import { ResponseWriter } from '#proto/imap/response-writer.ts';
import type { FetchTarget } from '#session/imap/fetch/fetch-target.ts';
import { flushRows } from '#session/imap/fetch/flush-rows.ts';
import type { FetchPlan } from '#session/imap/fetch/plan.ts';
import { writeItem } from '#session/imap/fetch/write-item.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** Octets gathered before they go to the connection. */
const chunkOctets = 60 * 1024;

/** Answers a FETCH that needs records or octets, batch by batch (DESIGN.md, section 5). */
export async function fetchMessages(
  session: ImapSession,
  target: FetchTarget,
  plan: FetchPlan,
): Promise<void> {
  const { connection, context, mailbox: selected } = session;
  const numbers = chosenNumbers(session, target);
  const needs = { record: plan.needsRecord, body: plan.body };
  const writer = new ResponseWriter();
  const breather = new Breather(context.clock);
  for (let from = 0; from < numbers.length;) {
    const batch = await readBatch(context.mail, selected, { numbers, from, needs });
    target.damaged += batch.damaged;
    if (batch.messages.length + batch.damaged < batch.next - from) target.missed = true;
    for (const message of batch.messages) {
      await writeMessage(session, { writer, plan, target }, message);
      if (writer.length >= chunkOctets) {
        flushRows(connection, writer);
        await connection.flush();
      }
      if (breather.due) await breather.breathe();
    }
    from = batch.next;
  }
  flushRows(connection, writer);
}

type Writing = {
  readonly writer: ResponseWriter;
  readonly plan: FetchPlan;
  readonly target: FetchTarget;
};

async function writeMessage(
  session: ImapSession,
  { writer, plan, target }: Writing,
  message: OpenMessage,
): Promise<void> {
  if (session.mailbox.positionOf(message.number) < 0) {
    target.missed = true;
    return;
  }
  writer.beginFetch(message.number);
  let first = true;
  for (const planned of plan.items) {
    if (!first) writer.text(' ');
    first = false;
    const pending = writeItem(session, writer, message, planned);
    if (pending !== undefined) await pending;
  }
  writer.endFetch();
}

function chosenNumbers({ mailbox: selected }: ImapSession, target: FetchTarget): number[] {
  const { modseq } = selected.view.columns;
  const since = target.changedSince ?? -1;
  const numbers: number[] = [];
  for (const [low, high] of target.ranges) {
    for (let number = low; number <= high; number++) {
      const position = selected.positionOf(number);
      if (position < 0) target.missed = true;
      else if ((modseq[position] ?? 0) > since) numbers.push(number);
    }
  }
  return numbers;
}
