import { ParseError } from '#proto/cursor.ts';
import { normalAddress } from '#proto/dns/normal-address.ts';
import type { TlsFailure, TlsPolicyReport, TlsReport } from '#proto/tls-report/tls-report.ts';

/** Characters of one document: JSON is read at once, and this takes about 20 ms. Our choice. */
export const tlsReportCharactersMax = 2 * 1_048_576;

/** Policies kept of one report; real ones have one or two. Our choice. */
export const tlsPoliciesMax = 100;

/** Failures kept of one policy. Our choice. */
export const tlsFailuresMax = 5_000;

/** Characters kept of one text. Our choice. */
const textCharactersMax = 1_000;

/** Lines kept of a policy, and patterns of servers. Our choice. */
const linesMax = 100;

/** Sessions that one count may say: more is a mistake. Our choice. */
const sessionsMax = 1_000_000_000;

/**
 * Reads a report of TLS (RFC 8460 §4.4); what is missing in it is empty.
 *
 * @throws {ParseError} What is no JSON, or says nothing of any domain.
 */
export function readTlsReport(text: string): TlsReport {
  if (text.length > tlsReportCharactersMax) throw new ParseError('Too long', 0);
  const report = objectOf(parseJson(text));
  const range = objectOf(report['date-range']);
  const policies = listOf(report.policies).slice(0, tlsPoliciesMax).flatMap(policyOf);
  if (policies.length === 0) throw new ParseError('No report of TLS', 0);
  return {
    organization: textOf(report['organization-name']),
    contact: textOf(report['contact-info']),
    reportId: textOf(report['report-id']),
    begin: timeOf(range['start-datetime']),
    end: timeOf(range['end-datetime']),
    policies,
  };
}

function policyOf(value: unknown): TlsPolicyReport[] {
  const entry = objectOf(value);
  const policy = objectOf(entry.policy);
  const summary = objectOf(entry.summary);
  const domain = textOf(policy['policy-domain']).toLowerCase().replace(/\.$/u, '');
  if (domain === '') return [];
  const type = textOf(policy['policy-type']).toLowerCase();
  return [
    {
      type,
      strings: textsOf(policy['policy-string']),
      domain,
      mxHosts: textsOf(policy['mx-host'] ?? policy['mx-host-pattern']),
      successes: countOf(summary['total-successful-session-count']),
      failures: countOf(summary['total-failure-session-count']),
      details: listOf(entry['failure-details']).slice(0, tlsFailuresMax).map(failureOf),
    },
  ];
}

function failureOf(value: unknown): TlsFailure {
  const failure = objectOf(value);
  return {
    result: textOf(failure['result-type']).toLowerCase(),
    sendingIp: normalAddress(textOf(failure['sending-mta-ip'])) ?? '',
    receivingHost: textOf(failure['receiving-mx-hostname']).toLowerCase(),
    receivingHelo: textOf(failure['receiving-mx-helo']),
    receivingIp: normalAddress(textOf(failure['receiving-ip'])) ?? '',
    sessions: countOf(failure['failed-session-count']),
    information: textOf(failure['additional-information']),
    reason: textOf(failure['failure-reason-code']),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ParseError('No JSON', 0);
  }
}

/** The object; an empty one for anything else. */
function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, textCharactersMax).trim() : '';
}

/** A list of texts; some write a single one without the list. */
function textsOf(value: unknown): string[] {
  const values = typeof value === 'string' ? [value] : listOf(value);
  return values.slice(0, linesMax).map(textOf);
}

/** A whole number, which some write as text. */
function countOf(value: unknown): number {
  const count = typeof value === 'string' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isSafeInteger(count)) return 0;
  return count < 0 || count > sessionsMax ? 0 : count;
}

function timeOf(value: unknown): number {
  const ms = Date.parse(textOf(value));
  return Number.isNaN(ms) || ms < 0 ? 0 : ms;
}
