import { readOperation } from '#store/operation.ts';
import { maybeDomain } from '#store/operations/directory/find-domain.ts';
import type { Work } from '#store/work.ts';

/** Whether mail of a domain is received here, also when it repeats another's addresses. */
export const hasDomain = readOperation(
  'hasDomain',
  function* (tx, { domain }: { readonly domain: string }): Work<boolean> {
    return (yield* maybeDomain(tx, domain)) !== undefined;
  },
);
