import { writeOperation } from '#store/operation.ts';
import { insertTrace, type TraceDraft } from '#store/operations/trace/insert-trace.ts';

/** Keeps the trace of a message that was not filed, as when it was refused. */
export const recordTrace = writeOperation('recordTrace', function* (tx, draft: TraceDraft) {
  yield* insertTrace(tx, draft);
});
