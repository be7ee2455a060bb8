/** Octets of one message that is imported; longer ones are left out. Our choice. */
export const messageOctetsMax = 256 * 1024 * 1024;

/** A message on its way in, with CRLF line ends. */
export type SourceMessage = {
  readonly octets: Uint8Array;
  /** src/store/flag.ts */
  readonly flags: number;
  readonly keywords: readonly string[];
  /** Milliseconds since the epoch; undefined where the source does not say. */
  readonly receivedAt: number | undefined;
};

/** What a source has instead of a message that cannot be imported. */
export type LeftOut = { readonly leftOut: string };

/** A mailbox of a source: its name with `/` between the levels, and its messages. */
export type SourceFolder = {
  readonly name: string;
  readonly format: 'mbox' | 'maildir';
  readonly path: string;
  readonly messages: () => AsyncGenerator<SourceMessage | LeftOut, void>;
};

/** A message on its way out, as the store has it. */
export type StoredMessage = Omit<SourceMessage, 'receivedAt'> & {
  readonly uid: number;
  readonly receivedAt: number;
};

/** The keyword of a message that was passed on (RFC 8621 §4.1.1); `P` in a Maildir name. */
export const forwardedKeyword = '$Forwarded';
