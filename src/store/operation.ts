import type { Tx, Work } from '#store/work.ts';

/** A named, atomic piece of work on the store: plain data in, plain data out (structured clone). */
type Operation<Kind, Input, Output> = {
  readonly kind: Kind;
  /** Unique; how a request finds the body on the writer thread. */
  readonly name: string;
  readonly body: (tx: Tx, input: Input) => Work<Output>;
  /** True when it frees space, and so may still run when the disk is nearly full. */
  readonly frees?: boolean;
};

/** Changes nothing; runs on a reading connection of the thread that asks. */
export type ReadOperation<Input, Output> = Operation<'read', Input, Output>;

/** Runs on the writer, in a group commit; makes all its refusals before its first write. */
export type WriteOperation<Input, Output> = Operation<'write', Input, Output>;

export function readOperation<Input, Output>(
  name: string,
  body: (tx: Tx, input: Input) => Work<Output>,
): ReadOperation<Input, Output> {
  return { kind: 'read', name, body };
}

export function writeOperation<Input, Output>(
  name: string,
  body: (tx: Tx, input: Input) => Work<Output>,
  { frees = false }: { readonly frees?: boolean } = {},
): WriteOperation<Input, Output> {
  return { kind: 'write', name, body, frees };
}
