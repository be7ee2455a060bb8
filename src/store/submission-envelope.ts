/** Parameters of MAIL or RCPT by keyword, their values decoded; null for one without a value. */
export type SmtpWishes = Readonly<Record<string, string | null>>;

/** An address of an envelope with what is wished of SMTP for it (RFC 8621 §7). */
export type EnvelopeAddress = {
  /** Empty for the null reverse-path. */
  readonly email: string;
  readonly parameters: SmtpWishes | null;
};

/** From whom and to whom a message goes (RFC 8621 §7). */
export type SubmissionEnvelope = {
  readonly mailFrom: EnvelopeAddress;
  readonly rcptTo: readonly EnvelopeAddress[];
};
