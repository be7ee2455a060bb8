/** What is counted: the value of `send_count.scope_kind`. */
export const sendScopeKind = { account: 1, domain: 2, tenant: 3 } as const;

export type SendScopeKind = (typeof sendScopeKind)[keyof typeof sendScopeKind];

/** Windows that limits are given for, by name, in milliseconds; days are those of UTC. */
export const sendWindowMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export type SendWindow = keyof typeof sendWindowMs;

/** At most so many in one window; 0 is unlimited. */
export type SendLimit = {
  readonly messages: number;
  readonly recipients: number;
  /** Recipients elsewhere that the account has never written to; absent is unlimited. */
  readonly strangers?: number;
};

/** What somebody has set: what is absent is as usual. */
export type SetLimits = Readonly<Partial<Record<SendWindow, Partial<SendLimit>>>>;

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
  | 'send.limit'
  /** An administrator has locked sending for the account. */
  | 'send.locked';

/** Refusals of the operations that set limits. */
export type LimitRefusalCode =
  /** No such account, domain or tenant. */
  | 'limit.scope'
  /** Applications have their limits with them: `postamt application limits`. */
  | 'limit.application'
  /** A lock is to end, and nobody has said what becomes of the held mail. */
  | 'limit.held'
  /** Neither held nor locked. */
  | 'limit.usual';

/** The windows, the shortest first. */
export function sendWindows(): readonly SendWindow[] {
  return ['minute', 'hour', 'day'];
}

/** The limits as set, and as usual where nothing is set. */
export function mergeLimits(usual: SendLimits, set: SetLimits): SendLimits {
  const limits: Partial<Record<SendWindow, SendLimit>> = {};
  for (const window of sendWindows()) {
    const limit = { messages: 0, recipients: 0, ...usual[window], ...set[window] };
    if (limit.messages + limit.recipients + (limit.strangers ?? 0) > 0) limits[window] = limit;
  }
  return limits;
}

const whose: Readonly<Record<SendScopeKind, string>> = {
  [sendScopeKind.account]: 'this login',
  [sendScopeKind.domain]: 'its domain',
  [sendScopeKind.tenant]: 'its organisation',
};

const counted: Readonly<Record<keyof SendLimit, string>> = {
  messages: 'messages',
  recipients: 'recipients',
  strangers: 'first-time recipients',
};

/** The limit in words: which, and when it ends. */
export function limitWords({ kind, counts, max, window, endsAt }: SendLimitReached): string {
  const ends = `${new Date(endsAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `The limit of ${max} ${counted[counts]} in one ${window} for ${whose[kind]} is reached; it ends ${ends}`;
}
