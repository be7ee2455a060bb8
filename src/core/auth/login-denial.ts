import type { LoginProtocol } from '#core/auth/login-context.ts';

/** Why somebody was not let in. For the log and the administrator: peers are told less. */
export type LoginDenialReason =
  | 'unknown'
  | 'password'
  | 'expired'
  /** The right secret of an application, from an address outside of its networks. */
  | 'network'
  | 'disabled'
  | 'scope'
  /** The right secret of an application at a protocol that reads mail. */
  | 'application';

/** A login that failed. */
export type LoginDenial = {
  readonly reason: LoginDenialReason;
  /** As typed, cut. */
  readonly login: string;
  /** Undefined for unknown names. */
  readonly accountId: number | undefined;
  /** Whether the account is an application's. */
  readonly application: boolean;
  readonly protocol: LoginProtocol;
  readonly remoteAddress: string;
  /** The connection's id, where there is one. */
  readonly connection: string | undefined;
};
