/** Protocols a credential can be limited to; `web` is signing in with a browser. */
export type LoginProtocol = 'imap' | 'pop3' | 'smtp' | 'jmap' | 'http' | 'web';

/** Who has logged in, and with which credential. */
export type Login = {
  readonly tenantId: number;
  readonly accountId: number;
  /** The account's primary address. */
  readonly address: string;
  readonly credentialId: number;
  /** Set for an application: it may only submit. */
  readonly application?: true;
  /** Set for an app password. */
  readonly appPassword?: true;
  /** The session of a browser that is signed in. */
  readonly webSessionId?: number;
  /** When the person at that browser has last proved who they are, in milliseconds since the epoch. */
  readonly confirmedAt?: number;
};

/** Why somebody is not let in. */
export type LoginRefusalCode =
  /** Unknown name or wrong password: never which of the two. */
  | 'login.denied'
  /** The right password of an account, domain or tenant that is disabled. */
  | 'login.disabled'
  /** The right app password at a protocol it does not open. */
  | 'login.scope'
  /** The right password of an account with a second step, in a program. */
  | 'login.app-password'
  /** The right secret of an account whose sending is locked, at submission. */
  | 'login.locked'
  /** The right secret of an application that may only submit, at a protocol that reads mail. */
  | 'login.application'
  /** Too many passwords are being checked; try again. */
  | 'login.busy'
  /** A mechanism that shows the password, on a connection that anybody can read. */
  | 'login.plaintext'
  | 'sasl.mechanism'
  | 'sasl.malformed';

/** What of the TLS layer matters here; `TlsDetails` of src/net fits. */
export type ChannelSecurity = {
  /** Channel binding `tls-exporter` (RFC 9266 §2); undefined where it is not safe to offer. */
  readonly exporter: Uint8Array | undefined;
};
