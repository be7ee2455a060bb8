/**
 * The account id under which changes of push subscriptions are published (`Store.watch`). No account
 * has it. The hint says only that something changed.
 */
export const pushWatchId = -1;

/** How far a push subscription has come (RFC 8620 §7.2.2). */
export const pushState = {
  /** Nobody has told the client its code yet. */
  fresh: 0,
  /** The code went out. */
  asked: 1,
  /** The client has told the code: from now on changes are pushed. */
  verified: 2,
} as const;

/** A row of the table `push_subscription`. Times are milliseconds since the epoch. */
export type PushSubscriptionRow = {
  readonly accountId: number;
  readonly subscriptionId: number;
  readonly credentialId: number;
  /** 0 for a login that is no web session. */
  readonly webSessionId: number;
  readonly deviceClientId: string;
  readonly url: string;
  /** Uncompressed point on P-256; empty where pushes are not encrypted. */
  readonly publicKey: Uint8Array;
  /** 16 octets, or none. */
  readonly secret: Uint8Array;
  /** What the client has to tell us. */
  readonly code: string;
  readonly state: number;
  /** JSON: a list of type names, or null for all. */
  readonly types: string;
  readonly expiresAt: number;
  /** The account's modseq that was pushed last. */
  readonly pushedModseq: number;
};

export type PushRefusalCode =
  /** The account has all the subscriptions it can have. */
  'push.limit' | 'push.absent';
