import { normalAddress } from '#proto/dns/normal-address.ts';
import { childOf, childrenOf, textOf, type XmlElement } from '#proto/dmarc-report/xml-elements.ts';
import type {
  AggregateRecord,
  DkimResult,
  Disposition,
  OverrideReason,
  SpfResult,
} from '#proto/dmarc-report/aggregate-report.ts';

/** Signatures kept of one record (RFC 9990 §3.1.3: no more than 100). */
export const signaturesMax = 100;

/** Results of SPF kept of one record: there is one; in reports of old there are two. Our choice. */
const spfResultsMax = 10;

/** Reasons kept of one record. Our choice. */
const reasonsMax = 10;

/** Messages that one record may count: more is a mistake, and would drown all others. Our choice. */
const countMax = 1_000_000_000;

/** One record; undefined for one that does not say how many messages it stands for. */
export function readRecord(record: XmlElement): AggregateRecord | undefined {
  const row = childOf(record, 'row');
  const evaluated = childOf(row, 'policy_evaluated');
  const identifiers = childOf(record, 'identifiers') ?? childOf(record, 'identities');
  const results = childOf(record, 'auth_results');
  const count = Number(/^\d{1,12}$/u.exec(textOf(row, 'count'))?.[0] ?? Number.NaN);
  if (Number.isNaN(count) || count > countMax) return undefined;
  return {
    sourceIp: normalAddress(textOf(row, 'source_ip')) ?? '',
    count,
    disposition: dispositionOf(textOf(evaluated, 'disposition')),
    dkim: passed(textOf(evaluated, 'dkim')),
    spf: passed(textOf(evaluated, 'spf')),
    reasons: childrenOf(evaluated, 'reason').slice(0, reasonsMax).flatMap(reasonOf),
    headerFrom: textOf(identifiers, 'header_from').toLowerCase(),
    envelopeFrom: textOf(identifiers, 'envelope_from').toLowerCase(),
    envelopeTo: textOf(identifiers, 'envelope_to').toLowerCase(),
    dkimResults: childrenOf(results, 'dkim').slice(0, signaturesMax).map(dkimOf),
    spfResults: childrenOf(results, 'spf').slice(0, spfResultsMax).map(spfOf),
  };
}

function dispositionOf(text: string): Disposition {
  const lower = text.toLowerCase();
  return lower === 'pass' || lower === 'quarantine' || lower === 'reject' ? lower : 'none';
}

function passed(text: string): 'pass' | 'fail' {
  return text.toLowerCase() === 'pass' ? 'pass' : 'fail';
}

/** None for the empty element that some write. */
function reasonOf(element: XmlElement): OverrideReason[] {
  const type = textOf(element, 'type').toLowerCase();
  const comment = textOf(element, 'comment');
  return type === '' && comment === '' ? [] : [{ type, comment }];
}

function dkimOf(element: XmlElement): DkimResult {
  return {
    domain: textOf(element, 'domain').toLowerCase(),
    selector: textOf(element, 'selector'),
    result: textOf(element, 'result').toLowerCase(),
    detail: textOf(element, 'human_result'),
  };
}

function spfOf(element: XmlElement): SpfResult {
  return {
    domain: textOf(element, 'domain').toLowerCase(),
    scope: textOf(element, 'scope').toLowerCase(),
    result: textOf(element, 'result').toLowerCase(),
    detail: textOf(element, 'human_result'),
  };
}
