/** Why a message has not arrived, as far as a person needs to know. */
export type FailureClass =
  | 'unknown-address'
  | 'mailbox-full'
  | 'mailbox-closed'
  | 'refused-as-spam'
  | 'sender-unproven'
  | 'sender-refused'
  | 'not-permitted'
  | 'content-refused'
  | 'too-big'
  | 'no-utf8'
  | 'no-tls'
  | 'host-not-found'
  | 'takes-no-mail'
  | 'unreachable'
  | 'loop'
  | 'busy'
  | 'expired'
  /** By an administrator, whatever servers said. */
  | 'given-up'
  | 'other';

/** What is known of a failure; `code` is 0 and `text` ours where no server has answered. */
export type FailureFacts = {
  readonly code: number;
  /** As `5.1.1`; empty for none. */
  readonly enhanced: string;
  readonly text: string;
};

/** Enhanced codes that say it all, without their class (RFC 3463 §3, RFC 7505 §6, RFC 7372 §3). */
const byEnhanced = new Map<string, FailureClass>([
  ['1.1', 'unknown-address'],
  ['1.2', 'host-not-found'],
  ['1.3', 'unknown-address'],
  ['1.4', 'unknown-address'],
  ['1.6', 'unknown-address'],
  ['1.7', 'sender-refused'],
  ['1.8', 'sender-refused'],
  ['1.10', 'takes-no-mail'],
  ['2.1', 'mailbox-closed'],
  ['2.2', 'mailbox-full'],
  ['2.3', 'too-big'],
  ['3.1', 'busy'],
  ['3.2', 'busy'],
  ['3.4', 'too-big'],
  ['4.1', 'unreachable'],
  ['4.2', 'unreachable'],
  ['4.3', 'host-not-found'],
  ['4.4', 'host-not-found'],
  ['4.5', 'busy'],
  ['4.6', 'loop'],
  ['4.7', 'expired'],
  ['5.3', 'busy'],
  ['6.1', 'content-refused'],
  ['6.2', 'content-refused'],
  ['6.3', 'content-refused'],
  ['6.7', 'no-utf8'],
  ['6.8', 'no-utf8'],
  ['6.9', 'no-utf8'],
  ['6.11', 'content-refused'],
  ['7.2', 'not-permitted'],
  ['7.10', 'no-tls'],
  ['7.11', 'no-tls'],
  ['7.20', 'sender-unproven'],
  ['7.21', 'sender-unproven'],
  ['7.22', 'sender-unproven'],
  ['7.23', 'sender-unproven'],
  ['7.24', 'sender-unproven'],
  ['7.25', 'sender-unproven'],
  ['7.26', 'sender-unproven'],
  ['7.27', 'sender-refused'],
  ['7.28', 'busy'],
  ['7.29', 'sender-unproven'],
  ['7.30', 'no-tls'],
]);

/** Reply codes that say it all (RFC 5321 §4.2.3, RFC 7505 §6). */
const byCode = new Map<number, FailureClass>([
  [521, 'takes-no-mail'],
  [551, 'unknown-address'],
  [556, 'takes-no-mail'],
]);

/** Characters of a reply that are searched for words; more would only cost. Our choice. */
const wordsLookedAtMax = 1_000;

/** Words that servers use, the telling ones first: `Recipient rejected: listed as spam` is spam. */
const byWords: readonly (readonly [RegExp, FailureClass])[] = [
  [/gr[ea]y.?list|rate.?limit|throttl|too many (?:connections|messages)/, 'busy'],
  [/starttls|tls (?:is )?required|requires? (?:tls|encryption)|encryption (?:is )?req/, 'no-tls'],
  [/dmarc|dkim|\bspf\b|sender policy|unauthenticated|reverse dns|\bptr\b/, 'sender-unproven'],
  [/virus|malware|infected|attachment|security (?:issue|risk)/, 'content-refused'],
  [/spam|junk|unsolicited|reputation|block.?list|black.?list|\brbl\b|dnsbl/, 'refused-as-spam'],
  [/blocked|barracuda|bulk mail/, 'refused-as-spam'],
  [/smtputf8|internationali[sz]ed/, 'no-utf8'],
  [/too (?:large|big)|(?:message|maximum|max).{0,20}size|size (?:limit|exceed)/, 'too-big'],
  [/quota|(?:mailbox|inbox|postfach|storage).{0,40}(?:full|exceed|voll)/, 'mailbox-full'],
  [/insufficient (?:system )?storage|over.?quota|out of storage/, 'mailbox-full'],
  [/disabled|inactive|suspended|deactivated|deaktiviert|gesperrt/, 'mailbox-closed'],
  [/relay/, 'not-permitted'],
  [/sender.{0,30}(?:reject|denied|refus|unknown|invalid|not allowed|verif)/, 'sender-refused'],
  [/(?:user|recipient|mailbox|address|account).{0,30}(?:unknown|not found)/, 'unknown-address'],
  [/(?:unknown|invalid|no such) (?:local )?(?:user|recipient|mailbox|addr)/, 'unknown-address'],
  [/does ?n[o']t exist|existiert nicht|unbekannt|undeliverable address/, 'unknown-address'],
  [/no mailbox|not a (?:known|valid) (?:user|mailbox|address)/, 'unknown-address'],
  [/(?:mailbox|user) (?:is )?unavailable|recipient (?:address )?rejected/, 'unknown-address'],
  [/loop|too many hops|hop count/, 'loop'],
  [/host (?:or domain name )?not found|no mx|nxdomain|domain not found/, 'host-not-found'],
  [/timed? ?out|connection refused|unreachable|no route|connection (?:lost|reset)/, 'unreachable'],
  [/not (?:permitted|allowed|authori[sz]ed)|access denied|policy|prohibited/, 'not-permitted'],
];

/** What is left to say by the subject of an enhanced code (RFC 3463 §2). */
const bySubject = new Map<string, FailureClass>([
  ['1', 'unknown-address'],
  ['4', 'unreachable'],
  ['6', 'content-refused'],
  ['7', 'not-permitted'],
]);

/** What is left to say by a reply code alone (RFC 5321 §4.2.3). */
const byVagueCode = new Map<number, FailureClass>([
  [552, 'mailbox-full'],
  [553, 'unknown-address'],
]);

/**
 * Sorts a failure: by an enhanced code that says enough, else by such a reply code, else by words,
 * and where those say nothing by what the codes hint at.
 */
export function classifyFailure({ code, enhanced, text }: FailureFacts): FailureClass {
  const certain = certainClass(enhanced) ?? byCode.get(code);
  if (certain !== undefined) return certain;
  const lower = text.slice(0, wordsLookedAtMax).toLowerCase();
  const worded = byWords.find(([words]) => words.test(lower));
  if (worded !== undefined) return worded[1];
  // What is to be tried again (RFC 5321 §4.2.1) is no verdict on anything.
  if (code >= 400 && code < 500) return 'busy';
  return bySubject.get(enhanced[2] ?? '') ?? byVagueCode.get(code) ?? 'other';
}

function certainClass(enhanced: string): FailureClass | undefined {
  // Exchange Online says `550 5.4.1 Recipient address rejected: Access denied` of unknown people.
  return enhanced === '5.4.1' ? undefined : byEnhanced.get(enhanced.slice(2));
}
