import { writeOperation } from '#store/operation.ts';
import { insertTrace, type TraceDraft } from '#store/operations/trace/insert-trace.ts';

/** Keeps the trace of a message that was not filed, as when it was refused. */
export const recordTrace = writeOperation('recordTrace', function* (tx, draft: TraceDraft) {
  yield* insertTrace(tx, draft);
});

/** Keeps several, in one write. */
export const recordTraces = writeOperation(
  'recordTraces',
  function* (tx, { drafts }: { readonly drafts: readonly TraceDraft[] }) {
    for (const draft of drafts) yield* insertTrace(tx, draft);
  },
);
