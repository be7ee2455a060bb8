/** Bounds of one session. The defaults are the RFC's minimum where there is one, else our choice. */
export type SmtpLimits = {
  /** Octets of one message, as SIZE tells (RFC 1870 §3). */
  readonly messageOctetsMax: number;
  /** RCPT of one message (RFC 5321 §4.5.3.1.8: at least 100). */
  readonly recipientsMax: number;
  /** Messages of one connection (RFC 9422 §3.1). */
  readonly messagesMax: number;
  /** Refused commands before the session is closed with 421 (RFC 5321 §4.3.2). */
  readonly errorsMax: number;
  /** Failed logins before the session is closed (RFC 4954 §4). */
  readonly loginsMax: number;
  /** Steps of one SASL exchange. */
  readonly saslRoundsMax: number;
  /** Octets of one line of a SASL exchange (RFC 4954 §4: 12288). */
  readonly saslLineOctetsMax: number;
  /** Commands in a row that bring no message on: NOOP, RSET, VRFY and the like. */
  readonly idleCommandsMax: number;
  /** Silence between commands, milliseconds (RFC 5321 §4.5.3.2.7: at least 5 minutes). */
  readonly idleMsMax: number;
  /** Silence within a message, milliseconds (RFC 5321 §4.5.3.2.7 again; §4.5.3.2.5 asks a client 3). */
  readonly dataIdleMsMax: number;
  /** The whole of one message's octets, milliseconds: against peers that trickle. */
  readonly dataMsMax: number;
};

export const defaultLimits: SmtpLimits = {
  messageOctetsMax: 50 * 1_048_576,
  recipientsMax: 1_000,
  messagesMax: 10_000,
  errorsMax: 20,
  loginsMax: 5,
  saslRoundsMax: 8,
  saslLineOctetsMax: 12_288,
  idleCommandsMax: 100,
  idleMsMax: 300_000,
  dataIdleMsMax: 300_000,
  dataMsMax: 3_600_000,
};
