/** A parameter as `charset=utf-8`: lower-case name, decoded value (RFC 2045 §5.1, RFC 2231 §3). */
export type Parameter = readonly [name: string, value: string];

/** A header field as sent: its name and its unfolded value, one character per octet. */
export type RawField = { readonly name: string; readonly value: string };

/** A value such as Content-Disposition: lower-case keyword with parameters (RFC 2183 §2). */
export type Parameterized = { readonly value: string; readonly parameters: readonly Parameter[] };

/** One part of a message. Offsets are octets from the start of the stored message. */
export type Part = {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: readonly Parameter[];
  /** Content-Transfer-Encoding in lower case; `7bit` where the part says nothing. */
  readonly encoding: string;
  readonly disposition: Parameterized | undefined;
  /** Fields of the part's own header (MIME header, or the header of the whole message). */
  readonly fields: readonly RawField[];
  readonly headerStart: number;
  /** Behind the empty line; equal to {@link bodyEnd} when there is no body. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Line feeds in the body (RFC 9051 §7.5.2). */
  readonly lines: number;
  /** Parts of a multipart, or the one enclosed message of a message/rfc822. */
  readonly children: readonly Part[];
};

/** The first octets of a readable text, encoded as sent: the preview is made of them. */
export type TextSample = { readonly part: Part; readonly octets: Uint8Array };

/** What a scan found. */
export type MessageStructure = {
  readonly root: Part;
  readonly size: number;
  /** Of the first text/plain and the first text/html that are no attachments. */
  readonly samples: readonly TextSample[];
  /** Whether there are NUL octets, which IMAP cannot send as they are (RFC 9051 §4.3.1). */
  readonly holdsNul: boolean;
};

/** The first value of a field, or undefined; `name` is given in lower case. */
export function fieldValue(part: Part, name: string): string | undefined {
  return part.fields.find((field) => field.name.toLowerCase() === name)?.value;
}

/** True for a part that encloses a message (RFC 2046 §5.2.1, RFC 6532 §3.7). */
export function enclosesMessage(type: string, subtype: string): boolean {
  return type === 'message' && (subtype === 'rfc822' || subtype === 'global');
}
