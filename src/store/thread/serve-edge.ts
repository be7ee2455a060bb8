import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

import { Refusal } from '#base/refusal.ts';
import type { GroupCommit } from '#store/engine/group-commit.ts';
import { pendingWrite } from '#store/engine/pending.ts';
import type { Watchers } from '#store/engine/watchers.ts';
import type { WriteOperation } from '#store/operation.ts';
import type { ToEdge, ToWriter, WriteAnswer, WriteRequest } from '#store/thread/messages.ts';
import { Outbox } from '#store/thread/outbox.ts';
import type { ChangeHint } from '#store/work.ts';

/** A write operation of any input; requests are matched to it by name. */
export type AnyWrite = WriteOperation<never, unknown>;

export type EdgeService = {
  readonly writer: GroupCommit;
  readonly watchers: Watchers;
  readonly operations: ReadonlyMap<string, AnyWrite>;
};

/** Messages taken from a port in one go, so that one edge can not keep the others waiting. */
const messagesMax = 256;

type Item =
  | { readonly answer: WriteAnswer }
  | { readonly hint: ChangeHint }
  | { readonly watching: number };

/** Serves one edge until its port closes, as it does when the edge's thread ends. */
export function serveEdge(port: MessagePort, service: EdgeService): void {
  const watched = new Map<number, () => void>();
  const outbox = new Outbox<Item>((items) => {
    const answers = items.flatMap((item) => ('answer' in item ? [item.answer] : []));
    const hints = items.flatMap((item) => ('hint' in item ? [item.hint] : []));
    const watching = items.flatMap((item) => ('watching' in item ? [item.watching] : []));
    port.postMessage({ answers, hints, watching } satisfies ToEdge);
  });
  const take = (message: ToWriter): void => {
    for (const accountId of message.watch) {
      outbox.add({ watching: accountId });
      if (watched.has(accountId)) continue;
      watched.set(
        accountId,
        service.watchers.add(accountId, (hint) => outbox.add({ hint })),
      );
    }
    for (const accountId of message.unwatch) {
      watched.get(accountId)?.();
      watched.delete(accountId);
    }
    for (const record of message.records) service.writer.keepRecord(record);
    for (const request of message.writes) {
      submit(request, service, (answer) => outbox.add({ answer }));
    }
  };
  port.on('message', (message: ToWriter) => {
    take(message);
    // All that waits goes into the next commit together.
    for (let count = 1; count < messagesMax; count++) {
      const more: { message: ToWriter } | undefined = receiveMessageOnPort(port);
      if (more === undefined) return;
      take(more.message);
    }
  });
  port.on('close', () => {
    for (const stop of watched.values()) stop();
    watched.clear();
  });
}

function submit(
  request: WriteRequest,
  service: EdgeService,
  answer: (answer: WriteAnswer) => void,
): void {
  const { id, name, drafts } = request;
  const reject = (error: unknown): void => answer(refused(id, error));
  const operation = service.operations.get(name);
  if (operation === undefined) {
    reject(new Error(`Operation ${name} is not in src/store/catalogue.ts`));
    return;
  }
  const resolve = (output: unknown): void => answer({ id, ok: true, output });
  const input = request.input as never;
  service.writer.submit(pendingWrite(operation, input, { drafts, resolve, reject }));
}

function refused(id: number, error: unknown): WriteAnswer {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const code = error instanceof Refusal ? error.code : undefined;
  return { id, ok: false, code, message, stack };
}
