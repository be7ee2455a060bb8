import { readOperation } from '#store/operation.ts';
import { readUsage } from '#store/operations/message/quota.ts';

/** What an account and its tenant use and may use. @throws {Refusal} `account.absent` */
export const accountUsage = readOperation(
  'accountUsage',
  function* (tx, { accountId }: { readonly accountId: number }) {
    return yield* readUsage(tx, accountId);
  },
);
