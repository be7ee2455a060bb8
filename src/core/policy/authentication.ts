/** What SPF says of one identity (RFC 7208 §2.6). */
export type SpfFinding = {
  readonly scope: 'helo' | 'mailfrom';
  readonly domain: string;
  readonly result: 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror';
  /** Which mechanism matched, or what is wrong, in a few words. */
  readonly reason: string;
  /** The domain's own words about a `fail` (RFC 7208 §6.2). */
  readonly explanation?: string | undefined;
};

/** What became of one DKIM-Signature (RFC 8601 §2.7.1). */
export type DkimFinding = {
  readonly result: 'pass' | 'fail' | 'neutral' | 'policy' | 'temperror' | 'permerror';
  /** `d=`, A-labels in lower case; empty where the field has none. */
  readonly domain: string;
  readonly selector: string;
  /** `a=`, as `rsa-sha256`. */
  readonly algorithm: string;
  /** `i=`, or `@d`. */
  readonly identity: string;
  /** Why it is not `pass`; what to know about one that is. */
  readonly reason: string;
  /** The first characters of `b=`, which tell signatures of one domain apart (RFC 6008 §3). */
  readonly signatureStart: string;
};

/** What the chain of custody says (RFC 8617 §5.2). */
export type ArcFinding = {
  readonly result: 'none' | 'pass' | 'fail';
  /** Sets in the chain. */
  readonly instances: number;
  /** `d=` of the last seal; empty without one. */
  readonly sealer: string;
  /** Domains of all seals, the oldest first. */
  readonly sealers: readonly string[];
  /** What the oldest set had found, as in its ARC-Authentication-Results; empty without one. */
  readonly oldestResults: string;
  readonly reason: string;
};

/** How the author's domain wants its mail to be judged, and how this message fares (RFC 9989). */
export type DmarcFinding = {
  readonly result: 'none' | 'pass' | 'fail' | 'temperror' | 'permerror';
  /** Of the author, as in From. */
  readonly domain: string;
  /** Where the policy stands; empty without one. */
  readonly policyDomain: string;
  /** Of the whole organisation: what alignment is measured by. */
  readonly organizationalDomain: string;
  /** As published for this domain; undefined without a record. */
  readonly policy: 'none' | 'quarantine' | 'reject' | undefined;
  readonly spfAligned: boolean;
  readonly dkimAligned: boolean;
  /** `t=y`: the domain tests, and wants one step less than it says (RFC 9989 §4.7). */
  readonly testing: boolean;
  /** What is done with the message here, and if that is less than asked for, why. */
  readonly disposition: 'none' | 'quarantine' | 'reject';
  readonly overrideReason: string;
  readonly reason: string;
};

/** All that is known of whether a message comes from whom it says. */
export type Authentication = {
  readonly spf: readonly SpfFinding[];
  readonly dkim: readonly DkimFinding[];
  readonly arc: ArcFinding;
  readonly dmarc: DmarcFinding;
};
