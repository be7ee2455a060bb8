import type { TlsFailure, TlsPolicyReport, TlsReport } from '#proto/tls-report/tls-report.ts';

/** The report as a JSON document (RFC 8460 §4.4). */
export function writeTlsReport(report: TlsReport): string {
  return JSON.stringify({
    'organization-name': report.organization,
    'date-range': {
      'start-datetime': timeText(report.begin),
      'end-datetime': timeText(report.end),
    },
    'contact-info': report.contact,
    'report-id': report.reportId,
    policies: report.policies.map(policyEntry),
  });
}

function policyEntry(policy: TlsPolicyReport): unknown {
  const { type, strings, domain, mxHosts, successes, failures, details } = policy;
  return {
    policy: {
      'policy-type': type,
      ...(strings.length === 0 ? {} : { 'policy-string': strings }),
      'policy-domain': domain,
      ...(mxHosts.length === 0 ? {} : { 'mx-host': mxHosts }),
    },
    summary: {
      'total-successful-session-count': successes,
      'total-failure-session-count': failures,
    },
    ...(details.length === 0 ? {} : { 'failure-details': details.map(failureEntry) }),
  };
}

function failureEntry(failure: TlsFailure): unknown {
  return {
    'result-type': failure.result,
    ...given('sending-mta-ip', failure.sendingIp),
    ...given('receiving-mx-hostname', failure.receivingHost),
    ...given('receiving-mx-helo', failure.receivingHelo),
    ...given('receiving-ip', failure.receivingIp),
    'failed-session-count': failure.sessions,
    ...given('additional-information', failure.information),
    ...given('failure-reason-code', failure.reason),
  };
}

function given(name: string, text: string): Record<string, string> {
  return text === '' ? {} : { [name]: text };
}

/** RFC 3339, in whole seconds. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/u, 'Z');
}
