/** What a receiver tells a domain's owner of a day's mail in its name (RFC 9990 §3.1.1). */
export type AggregateReport = {
  readonly organization: string;
  readonly email: string;
  readonly extraContact: string;
  readonly reportId: string;
  /** Seconds since the epoch; 0 where the report does not say. */
  readonly begin: number;
  readonly end: number;
  /** What was wrong with the domain's record, in the receiver's words. */
  readonly errors: readonly string[];
  /** The program that wrote it; empty where it does not say. */
  readonly generator: string;
  readonly policy: PublishedPolicy;
  readonly records: readonly AggregateRecord[];
};

/** The policy as the receiver found it (RFC 9990 §3.1.1.5); empty where it does not say. */
export type PublishedPolicy = {
  /** Where it stands, A-labels in lower case. */
  readonly domain: string;
  readonly p: string;
  readonly sp: string;
  readonly np: string;
  readonly adkim: string;
  readonly aspf: string;
  readonly fo: string;
  /** `y` while the domain tests. */
  readonly testing: string;
  /** `psl` or `treewalk`. */
  readonly discovery: string;
  /** Of RFC 7489 only. */
  readonly pct: string;
};

/** What is done with a message; `pass` is one that an enforcing policy let through. */
export type Disposition = 'none' | 'pass' | 'quarantine' | 'reject';

/** Messages of one address with the same results (RFC 9990 §3.1.1.7). */
export type AggregateRecord = {
  /** In its one recommended form; empty where the report has none that is one. */
  readonly sourceIp: string;
  readonly count: number;
  readonly disposition: Disposition;
  /** Whether it passed in the name of the author's domain. */
  readonly dkim: 'pass' | 'fail';
  readonly spf: 'pass' | 'fail';
  readonly reasons: readonly OverrideReason[];
  readonly headerFrom: string;
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly dkimResults: readonly DkimResult[];
  readonly spfResults: readonly SpfResult[];
};

/** Why less was done than the policy asks for (RFC 9990 §3.1.6). */
export type OverrideReason = { readonly type: string; readonly comment: string };

export type DkimResult = {
  readonly domain: string;
  readonly selector: string;
  readonly result: string;
  readonly detail: string;
};

export type SpfResult = {
  readonly domain: string;
  /** `mfrom`; in reports of old also `helo`. */
  readonly scope: string;
  readonly result: string;
  readonly detail: string;
};
