import { parseId } from '#proto/jmap/ids.ts';

/** Accounts that a push state names; a login may use as many. Our choice. */
const accountsMax = 1_000;

/** Characters of a push state: an account takes 32. */
const lengthMax = 32_000;

/** What a client has been told of: accounts by their ids, and their modseqs (RFC 8887 §4.3.5). */
export type PushState = ReadonlyMap<string, number>;

/** As text, `a1:17,a3:4`. */
export function formatPushState(state: PushState): string {
  return [...state].map(([account, modseq]) => `${account}:${modseq}`).join(',');
}

const entryForm = /^(a[1-9][0-9]{0,14}):([0-9]{1,15})$/u;

/** Reads such a text; undefined when it is none of ours. */
export function parsePushState(text: string): PushState | undefined {
  if (text.length > lengthMax) return undefined;
  const state = new Map<string, number>();
  for (const entry of text.split(',', accountsMax)) {
    const [, account = '', modseq = ''] = entryForm.exec(entry) ?? [];
    if (parseId('a', account) === undefined) return undefined;
    state.set(account, Number(modseq));
  }
  return state;
}
