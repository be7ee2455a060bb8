/** What one POP3 session may ask for, and how long it may take. */
export type Pop3Limits = {
  /** Silence before the session ends: at least 10 minutes (RFC 1939 §3). */
  readonly idleMsMax: number;
  /** Silence before login: strangers get less; no RFC's. */
  readonly idleBeforeLoginMsMax: number;
  /** Octets of one line of a SASL exchange (RFC 5034 §4). */
  readonly saslOctetsMax: number;
  /** Rounds of one SASL exchange; no mechanism needs more than three. */
  readonly saslRoundsMax: number;
  /** Wrong commands, less one for each right one, before the session is closed. */
  readonly errorsMax: number;
  /** Failed logins before the session is closed. */
  readonly loginsMax: number;
};

export const defaultLimits: Pop3Limits = {
  idleMsMax: 10 * 60_000,
  idleBeforeLoginMsMax: 2 * 60_000,
  saslOctetsMax: 12_288,
  saslRoundsMax: 8,
  errorsMax: 20,
  loginsMax: 5,
};
