import type {
  AggregateRecord,
  AggregateReport,
  PublishedPolicy,
} from '#proto/dmarc-report/aggregate-report.ts';

/** RFC 9990 §3.1.1.1. */
const namespace = 'urn:ietf:params:xml:ns:dmarc-2.0';

/** The report as an XML document, elements in the order that is asked for (RFC 9990 §3.1.1). */
export function writeAggregateReport(report: AggregateReport): string {
  const { policy, records } = report;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<feedback xmlns="${namespace}">\n`,
    element('version', '1.0'),
    `<report_metadata>\n${metadata(report)}</report_metadata>\n`,
    `<policy_published>\n${published(policy)}</policy_published>\n`,
    ...records.map((record) => `<record>\n${recordContent(record)}</record>\n`),
    '</feedback>\n',
  ].join('');
}

function metadata(report: AggregateReport): string {
  return [
    element('org_name', report.organization),
    element('email', report.email),
    optional('extra_contact_info', report.extraContact),
    element('report_id', report.reportId),
    `<date_range>\n${element('begin', report.begin)}${element('end', report.end)}</date_range>\n`,
    ...report.errors.map((error) => element('error', error)),
    optional('generator', report.generator),
  ].join('');
}

function published(policy: PublishedPolicy): string {
  return [
    element('domain', policy.domain),
    optional('discovery_method', policy.discovery),
    element('p', policy.p),
    optional('sp', policy.sp),
    optional('np', policy.np),
    optional('fo', policy.fo),
    optional('adkim', policy.adkim),
    optional('aspf', policy.aspf),
    optional('testing', policy.testing),
  ].join('');
}

function recordContent(record: AggregateRecord): string {
  const evaluated = [
    element('disposition', record.disposition),
    element('dkim', record.dkim),
    element('spf', record.spf),
    ...record.reasons.map(
      ({ type, comment }) =>
        `<reason>\n${element('type', type)}${optional('comment', comment)}</reason>\n`,
    ),
  ].join('');
  const results = [
    ...record.dkimResults.map(
      ({ domain, selector, result, detail }) =>
        `<dkim>\n${element('domain', domain)}${element('selector', selector)}${element('result', result)}${optional('human_result', detail)}</dkim>\n`,
    ),
    ...record.spfResults.map(
      ({ domain, scope, result, detail }) =>
        `<spf>\n${element('domain', domain)}${optional('scope', scope)}${element('result', result)}${optional('human_result', detail)}</spf>\n`,
    ),
  ].join('');
  return [
    `<row>\n${element('source_ip', record.sourceIp)}${element('count', record.count)}`,
    `<policy_evaluated>\n${evaluated}</policy_evaluated>\n</row>\n`,
    `<identifiers>\n${element('header_from', record.headerFrom)}`,
    // It may be there and empty: a message from nobody (RFC 9990 §3.1.1.10).
    element('envelope_from', record.envelopeFrom),
    `${optional('envelope_to', record.envelopeTo)}</identifiers>\n`,
    `<auth_results>\n${results}</auth_results>\n`,
  ].join('');
}

function optional(name: string, text: string): string {
  return text === '' ? '' : element(name, text);
}

function element(name: string, value: string | number): string {
  return `<${name}>${escape(String(value))}</${name}>\n`;
}

/** What XML 1.0 cannot hold in any form. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escape(text: string): string {
  return text
    .replaceAll(forbidden, '\u{fffd}')
    .replaceAll(/[&<>]/gu, (character) => escapes[character] ?? '');
}
