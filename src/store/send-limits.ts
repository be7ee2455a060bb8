/** What is counted: the value of `send_count.scope_kind`. */
export const sendScopeKind = { account: 1, domain: 2, tenant: 3 } as const;

export type SendScopeKind = (typeof sendScopeKind)[keyof typeof sendScopeKind];

/** Windows that limits are given for, by name, in milliseconds; days are those of UTC. */
export const sendWindowMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export type SendWindow = keyof typeof sendWindowMs;

/** At most so many in one window; 0 is unlimited. */
export type SendLimit = { readonly messages: number; readonly recipients: number };

/** Only the windows that have limits. */
export type SendLimits = Readonly<Partial<Record<SendWindow, SendLimit>>>;

/** One who sends, and how much of it there may be. */
export type SendScope = {
  readonly kind: SendScopeKind;
  /** Account, domain or tenant id. */
  readonly id: number;
  readonly limits: SendLimits;
};

/** A limit that would be passed. */
export type SendLimitReached = {
  readonly kind: SendScopeKind;
  readonly id: number;
  readonly window: SendWindow;
  readonly counts: keyof SendLimit;
  readonly max: number;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
};

export type SendRefusalCode =
  /** A limit of what may be sent is reached; it begins anew with the next window. */
  'send.limit';

/** The windows, the shortest first. */
export function sendWindows(): readonly SendWindow[] {
  return ['minute', 'hour', 'day'];
}
