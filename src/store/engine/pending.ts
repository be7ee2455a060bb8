import type { BlobDraft } from '#store/blob.ts';
import type { WriteOperation } from '#store/operation.ts';
import type { ChangeHint, Tx, Work } from '#store/work.ts';

/** A write that waits for its group commit. */
export type Pending = {
  readonly name: string;
  readonly run: (tx: Tx) => Work<unknown>;
  readonly drafts: readonly BlobDraft[];
  readonly bytes: number;
  /** True when it may run on a nearly full disk, because it frees space. */
  readonly frees: boolean;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/** What became of one write of a batch. */
export type Outcome =
  | { readonly ok: true; readonly output: unknown; readonly hints: readonly ChangeHint[] }
  | { readonly ok: false; readonly error: unknown };

/** Binds an operation to its input, and says how many octets of bodies it brings. */
export function pendingWrite<Input, Output>(
  operation: WriteOperation<Input, Output>,
  input: Input,
  rest: Pick<Pending, 'drafts' | 'resolve' | 'reject'>,
): Pending {
  return {
    name: operation.name,
    run: (tx) => operation.body(tx, input),
    bytes: rest.drafts.reduce((sum, draft) => sum + draft.length, 0),
    frees: operation.frees === true,
    ...rest,
  };
}
