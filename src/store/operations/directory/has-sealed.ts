import { dkimKeyState } from '#store/dkim-key-state.ts';
import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

const countSealed = statement<{ count: number }>(`
  SELECT (SELECT COUNT(*) FROM dkim_key WHERE state < ${dkimKeyState.removed})
    + (SELECT COUNT(*) FROM smart_host WHERE username <> '')
    + (SELECT COUNT(*) FROM totp) AS "count"`);

/** Whether anything is sealed: without its key nobody can open it any more. */
export const hasSealed = readOperation('hasSealed', function* (tx) {
  return (yield* tx.one(countSealed)).count > 0;
});
