/** A part as it is to be written: a leaf with its content, or a multipart with parts. */
export type ComposedPart = ComposedLeaf | ComposedMultipart;

export type ComposedLeaf = {
  /** As `text/plain`. */
  readonly type: string;
  /** Besides `charset` and `name`, as `method` of text/calendar. */
  readonly parameters?: readonly ComposedParameter[];
  /** A text is sent as UTF-8 with CRLF line ends; octets are kept as they are. */
  readonly content: string | Uint8Array;
  /** Of octets that are text. */
  readonly charset?: string | undefined;
  readonly disposition?: string | undefined;
  /** File name, in any letters. */
  readonly name?: string | undefined;
  /** Content-ID without its brackets. */
  readonly cid?: string | undefined;
  /** Language tags (RFC 3282 §2). */
  readonly language?: readonly string[] | undefined;
  /** Content-Location (RFC 2557 §4). */
  readonly location?: string | undefined;
  readonly fields?: readonly ComposedField[];
};

export type ComposedMultipart = {
  /** As `multipart/mixed`. */
  readonly type: string;
  readonly parameters?: readonly ComposedParameter[];
  readonly parts: readonly ComposedPart[];
  readonly fields?: readonly ComposedField[];
};

export type ComposedParameter = readonly [name: string, value: string];

/** A mailbox: its name in any letters, its address as `local@domain`, its quoting removed. */
export type ComposedMailbox = { readonly name?: string | undefined; readonly address: string };

export type ComposedGroup = {
  readonly group: string;
  readonly mailboxes: readonly ComposedMailbox[];
};

/** A header field by what its value means. */
export type ComposedField = { readonly name: string } & (
  | { readonly text: string }
  | {
      readonly addresses: readonly (ComposedMailbox | ComposedGroup)[];
      /** Of a draft: what is no address yet is written all the same, in quotes. */
      readonly lenient?: true;
    }
  | {
      /** Without brackets. */
      readonly messageIds: readonly string[];
      /** Of a draft: what others wrote as an id without `@` is taken too. */
      readonly lenient?: true;
    }
  /** List-Unsubscribe and the like (RFC 2369 §2). Without brackets. */
  | { readonly urls: readonly string[] }
  /** Milliseconds since the epoch. */
  | { readonly date: number }
  /** Written as it is, folded already; one character per octet is not asked for. */
  | { readonly raw: string }
);
