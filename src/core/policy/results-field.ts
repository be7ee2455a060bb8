import type {
  ArcFinding,
  Authentication,
  DkimFinding,
  DmarcFinding,
  SpfFinding,
} from '#core/policy/authentication.ts';
import { policyInTest } from '#core/policy/dmarc/check-dmarc.ts';
import {
  formatAuthenticationResults,
  type MethodResult,
} from '#proto/authentication-results/format.ts';

/** The Authentication-Results field of what was found, with its CRLF (RFC 8601 §2.2). */
export function resultsField(authservId: string, found: Authentication): string {
  const dkim = found.dkim.length === 0 ? [noSignature] : found.dkim.map(dkimResult);
  const results = [
    ...spfResults(found.spf),
    ...dkim,
    arcResult(found.arc),
    dmarcResult(found.dmarc),
  ];
  return formatAuthenticationResults(authservId, results);
}

const noSignature: MethodResult = { method: 'dkim', result: 'none', comment: '', properties: [] };

/** MAIL FROM first; HELO without a record says nothing beside it (RFC 8601 §2.7.2). */
function spfResults(findings: readonly SpfFinding[]): readonly MethodResult[] {
  const telling = findings.filter(
    ({ scope, result }) => scope === 'mailfrom' || result !== 'none' || findings.length === 1,
  );
  const ordered = telling.toSorted(
    (a, b) => Number(a.scope === 'helo') - Number(b.scope === 'helo'),
  );
  return ordered.map(({ scope, domain, result, reason }) => ({
    method: 'spf',
    result,
    comment: reason,
    properties: [[`smtp.${scope}`, domain]],
  }));
}

/** RFC 8601 §2.7.1, RFC 6008 §3. */
function dkimResult(finding: DkimFinding): MethodResult {
  const { result, reason, domain, identity, selector, algorithm, signatureStart } = finding;
  return {
    method: 'dkim',
    result,
    comment: reason,
    properties: [
      ['header.d', domain],
      ['header.i', identity],
      ['header.s', selector],
      ['header.a', algorithm],
      ['header.b', signatureStart],
    ],
  };
}

function arcResult({ result, instances, sealer, reason }: ArcFinding): MethodResult {
  const comment = result === 'pass' ? `i=${instances}, sealed by ${sealer}` : reason;
  return { method: 'arc', result, comment: result === 'none' ? '' : comment, properties: [] };
}

/** RFC 9989 §9.1. */
function dmarcResult(finding: DmarcFinding): MethodResult {
  const { result, domain, policy, disposition, testing, reason } = finding;
  const comment = policy === undefined ? reason : `p=${policy} dis=${disposition}`;
  const evaluated = policy === undefined ? '' : policyInTest(policy, testing);
  const properties = [
    ['header.from', domain],
    ['policy.dmarc', evaluated],
  ] as const;
  return { method: 'dmarc', result, comment, properties };
}
