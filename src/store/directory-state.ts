/** Whether a tenant, domain or account takes part; the value of its `state` column. */
export const directoryState = { active: 1, disabled: 2, removed: 3 } as const;

/** What an address leads to; the value of `address.kind` and `alias.kind`. */
export const addressKind = { account: 1, alias: 2, group: 3 } as const;

/** The value of `credential.kind`. */
export const credentialKind = { password: 1, appPassword: 2 } as const;

/** The local part of the row that takes what no other row of its domain takes. */
export const catchAllLocalPart = '*';

/**
 * The account id under which changes of the directory are published (`Store.watch`). No account
 * has it. The hint says only that something changed: drop what was cached.
 */
export const directoryWatchId = 0;

/** Refusals of the directory operations. */
export type DirectoryRefusalCode =
  | 'tenant.absent'
  | 'tenant.exists'
  | 'tenant.in-use'
  | 'tenant.disabled'
  | 'tenant.accounts'
  | 'domain.absent'
  | 'domain.exists'
  | 'domain.in-use'
  | 'domain.target'
  | 'address.exists'
  | 'account.absent'
  | 'account.removed'
  | 'alias.absent'
  | 'alias.targets'
  | 'credential.absent'
  | 'credential.limit';
