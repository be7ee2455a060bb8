import type { Envelope } from '#core/delivery/envelope.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { Authentication, DkimFinding } from '#core/policy/authentication.ts';
import { TallyBook, type TallyBookWorld } from '#core/reports/sent/tally-book.ts';
import type {
  AggregateRecord,
  Disposition,
  OverrideReason,
} from '#proto/dmarc-report/aggregate-report.ts';

/** Signatures told of one message; RFC 9990 §3.1.3 allows 100, real mail has three. Ours. */
export const talliedSignaturesMax = 20;

/** Characters of all names of signatures that are told of one message. Ours. */
const signatureCharactersMax = 1_500;

/** Characters of a name or reason that are told. */
const textMax = 255;

/** Reasons for which less may be done than is asked for (RFC 9990 §3.1.6). */
const reasonTypes: ReadonlySet<string> = new Set([
  'local_policy',
  'mailing_list',
  'other',
  'policy_test_mode',
  'trusted_forwarder',
]);

/** Counts mail that came in, by what the owner of the author's domain is to hear of it. */
export class DmarcTally {
  readonly #book: TallyBook;

  constructor(world: TallyBookWorld) {
    this.#book = new TallyBook(world, 'dmarc');
  }

  /** Counts a message from elsewhere, whatever became of it; nothing where there is no policy. */
  readonly count = (
    authentication: Authentication,
    { origin, sender }: Pick<Envelope, 'origin' | 'sender'>,
  ): void => {
    const { dmarc } = authentication;
    if (origin.face !== 'mx' || dmarc.policyDomain === '' || dmarc.policy === undefined) return;
    if (dmarc.result !== 'pass' && dmarc.result !== 'fail') return;
    this.#book.count(dmarc.policyDomain, factsOf(authentication, origin.remoteAddress, sender));
  };

  /** Writes down what was counted; at the end of the server, too. */
  flush(): Promise<void> {
    return this.#book.flush();
  }
}

function factsOf({ dmarc, spf, dkim }: Authentication, ip: string, sender: string): string {
  // Without a sender it is the name of HELO (RFC 9989 §4.4.2).
  const mailFrom = spf.find(({ scope }) => scope === 'mailfrom') ?? spf[0];
  const reason = reasonOf(dmarc);
  const passed = dmarc.result === 'pass';
  const enforced = dmarc.policy !== 'none';
  const disposition = passed ? (enforced ? 'pass' : 'none') : dmarc.disposition;
  const signatures = chooseSignatures(dkim, dmarc.domain, dmarc.organizationalDomain);
  const head = [
    ip,
    disposition,
    dmarc.dkimAligned ? 'pass' : 'fail',
    dmarc.spfAligned ? 'pass' : 'fail',
    dmarc.domain,
    parseAddress(sender)?.domain ?? '',
    dmarc.organizationalDomain,
    mailFrom?.domain ?? '',
    mailFrom?.result ?? '',
    reason.type,
    reason.comment,
  ];
  const facts = head.map((text) => text.slice(0, textMax));
  let characters = 0;
  for (const { domain, selector, result } of signatures) {
    characters += domain.length + selector.length;
    if (characters > signatureCharactersMax) break;
    facts.push(domain, selector, result);
  }
  return JSON.stringify(facts);
}

/** Those that tell most: aligned ones that pass, others that pass, the rest (RFC 9990 §3.1.3). */
function chooseSignatures(
  findings: readonly DkimFinding[],
  author: string,
  organization: string,
): readonly DkimFinding[] {
  const rank = ({ result, domain }: DkimFinding): number => {
    if (result !== 'pass') return 3;
    if (domain === author) return 0;
    return domain === organization || domain.endsWith(`.${organization}`) ? 1 : 2;
  };
  return findings
    .filter(({ domain }) => domain !== '')
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, talliedSignaturesMax);
}

/**
 * Why less was done than is asked for: a reason as `mailing_list` or `mailing_list: the words`;
 * other words are a policy of ours.
 */
function reasonOf(dmarc: Authentication['dmarc']): OverrideReason {
  const { overrideReason: text, result, testing, disposition, policy } = dmarc;
  if (text === '') {
    const tested = result === 'fail' && testing && disposition !== policy;
    return { type: tested ? 'policy_test_mode' : '', comment: '' };
  }
  const [, type = '', comment = ''] = /^(\w+)(?::\s*(.*))?$/su.exec(text) ?? [];
  return reasonTypes.has(type) ? { type, comment } : { type: 'local_policy', comment: text };
}

/** What {@link DmarcTally} counted, as a record of a report. */
export function recordOfFacts(text: string, count: number): AggregateRecord {
  const list: unknown = JSON.parse(text);
  const facts = Array.isArray(list) ? list.map(String) : [];
  const [sourceIp = '', disposition, dkim, spf, headerFrom = '', envelopeFrom = ''] = facts;
  // The seventh is the organisation's domain, which no report tells.
  const [spfDomain = '', spfResult = '', type = '', comment = ''] = facts.slice(7);
  const dkimResults = [];
  for (let at = 11; at + 2 < facts.length; at += 3) {
    const [domain = '', selector = '', result = ''] = facts.slice(at, at + 3);
    dkimResults.push({ domain, selector, result, detail: '' });
  }
  return {
    sourceIp,
    count,
    disposition: dispositionOf(disposition),
    dkim: dkim === 'pass' ? ('pass' as const) : ('fail' as const),
    spf: spf === 'pass' ? ('pass' as const) : ('fail' as const),
    reasons: type === '' ? [] : [{ type, comment }],
    headerFrom,
    envelopeFrom,
    envelopeTo: '',
    dkimResults,
    spfResults:
      spfResult === ''
        ? []
        : [{ domain: spfDomain, scope: 'mfrom', result: spfResult, detail: '' }],
  };
}

function dispositionOf(text: string | undefined): Disposition {
  return text === 'pass' || text === 'quarantine' || text === 'reject' ? text : 'none';
}
