/** What one IMAP session may ask for, and how long it may take. */
export type ImapLimits = {
  /**
   * Octets of a command with its literals before login: room for one SASL token, and for an ID of
   * 30 fields with 30 and 1,024 octets each (RFC 2971 §3.3).
   */
  readonly octetsBeforeLoginMax: number;
  /** Octets of a command with its literals: room for a set of 10,000 ranges. */
  readonly commandOctetsMax: number;
  /** Literals in one command; every one costs a round trip or a read. */
  readonly literalsMax: number;
  /** Octets of one appended message: APPENDLIMIT (RFC 7889 §2). */
  readonly appendOctetsMax: number;
  /** Messages in one MULTIAPPEND (RFC 3502 §6.3.11): they wait for one commit. */
  readonly appendMessagesMax: number;
  /** Octets of a refused non-synchronising literal that are read and dropped before BYE. */
  readonly drainOctetsMax: number;
  /** Silence before login; no RFC's. */
  readonly idleBeforeLoginMsMax: number;
  /** Silence after login: at least 30 minutes (RFC 9051 §5.4). */
  readonly idleMsMax: number;
  /** Wrong commands, less one for each right one, before BYE. */
  readonly errorsMax: number;
  /** Failed logins before BYE. */
  readonly loginsMax: number;
};

export const defaultLimits: ImapLimits = {
  octetsBeforeLoginMax: 32 * 1024,
  commandOctetsMax: 256 * 1024,
  literalsMax: 100,
  appendOctetsMax: 64 * 1024 * 1024,
  appendMessagesMax: 1000,
  drainOctetsMax: 256 * 1024 * 1024,
  idleBeforeLoginMsMax: 2 * 60_000,
  idleMsMax: 30 * 60_000,
  errorsMax: 20,
  loginsMax: 5,
};
