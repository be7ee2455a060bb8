/** Closed messages in a row that are folded into one line, beside the first and the last of them. */
const foldedMin = 3;

/** What a conversation shows in its place: one message, or a line for several. */
export type Fold<T> = { readonly one: T } | { readonly several: readonly T[] };

/** Folds long rows of closed messages, so that what is new is in sight. */
export function foldRuns<T>(all: readonly T[], isClosed: (one: T) => boolean): readonly Fold<T>[] {
  const folds: Fold<T>[] = [];
  let run: T[] = [];
  const finish = () => {
    const inner = run.slice(1, -1);
    const [first] = run;
    if (inner.length < foldedMin || first === undefined) {
      folds.push(...run.map((one) => ({ one })));
    } else {
      folds.push({ one: first }, { several: inner }, ...run.slice(-1).map((one) => ({ one })));
    }
    run = [];
  };
  for (const one of all) {
    if (isClosed(one)) {
      run.push(one);
      continue;
    }
    finish();
    folds.push({ one });
  }
  finish();
  return folds;
}
