/**
 * Where a client is. It has seen all changes up to `modseq`. At an intermediate state (RFC 8620
 * §5.2), of those at `modseq` itself it has seen only objects up to number `through`; and it was told
 * of objects by their last change: what was made after `base`, where it began, may be unknown to it.
 */
export type ViewState = {
  readonly modseq: number;
  readonly through: number;
  readonly base: number;
};

const stateForm = /^(0|[1-9][0-9]{0,14})(?:\.([1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14}))?$/u;

/** `17`, or `17.4.9` for an intermediate state; undefined for what is no state of ours. */
export function parseState(text: string): ViewState | undefined {
  const [, modseq, through, base] = stateForm.exec(text) ?? [];
  if (modseq === undefined) return undefined;
  if (through === undefined || base === undefined) return stateAt(Number(modseq));
  const state = { modseq: Number(modseq), through: Number(through), base: Number(base) };
  return state.base <= state.modseq ? state : undefined;
}

export function formatState({ modseq, through, base }: ViewState): string {
  return through === Number.MAX_SAFE_INTEGER ? String(modseq) : `${modseq}.${through}.${base}`;
}

/** The state of everything up to a modseq. */
export function stateAt(modseq: number): ViewState {
  return { modseq, through: Number.MAX_SAFE_INTEGER, base: modseq };
}

/** Whether a change of an object is news at a state. */
export function isNews({ modseq: seen, through }: ViewState, modseq: number, id: number): boolean {
  return modseq > seen || (modseq === seen && id > through);
}

/** Whether what was made at `modseq` and is news by a later change may be new to the client. */
export function mayBeNew({ base }: ViewState, modseq: number): boolean {
  return modseq > base;
}
