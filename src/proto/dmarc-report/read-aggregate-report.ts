import { ParseError } from '#proto/cursor.ts';
import { readRecord } from '#proto/dmarc-report/read-record.ts';
import {
  childOf,
  childrenOf,
  textOf,
  type XmlElement,
  XmlElements,
} from '#proto/dmarc-report/xml-elements.ts';
import type {
  AggregateRecord,
  AggregateReport,
  PublishedPolicy,
} from '#proto/dmarc-report/aggregate-report.ts';

/** Records kept of one report: those of a large domain have some thousands. Our choice. */
export const recordsMax = 20_000;

/** Words of errors kept of one report. Our choice. */
const errorsMax = 20;

/** What was read, and how well it went. */
export type ReadAggregateReport = {
  readonly report: AggregateReport;
  /** Breaches of XML's rules, and records that make no sense. */
  readonly faults: number;
  /** Records beyond {@link recordsMax}. */
  readonly leftOut: number;
};

/** Reads an aggregate report while its text comes in, in the form of RFC 9990 §3.1.1 or of RFC 7489. */
export class AggregateReportReader {
  readonly #elements = new XmlElements((element, parents) => this.#take(element, parents));
  #metadata: XmlElement | undefined;
  #policy: XmlElement | undefined;
  readonly #records: AggregateRecord[] = [];
  #faults = 0;
  #leftOut = 0;

  /** @throws {ParseError} What cannot be read as XML. */
  push(text: string): void {
    this.#elements.push(text);
  }

  /** @throws {ParseError} When it does not say whose domain it is about. */
  end(): ReadAggregateReport {
    this.#elements.end();
    const policy = publishedPolicy(this.#policy);
    if (policy.domain === '') throw new ParseError('No aggregate report', 0);
    const faults = this.#elements.faults + this.#faults;
    const report = { ...metadataOf(this.#metadata), policy, records: this.#records };
    return { report, faults, leftOut: this.#leftOut };
  }

  #take(element: XmlElement, parents: readonly string[]): boolean {
    if (parents.at(-1) !== 'feedback') return false;
    switch (element.name) {
      case 'report_metadata':
        this.#metadata ??= element;
        return true;
      case 'policy_published':
        this.#policy ??= element;
        return true;
      case 'record':
        this.#addRecord(element);
        return true;
      default:
        return true; // `version` and extensions say nothing that we need.
    }
  }

  #addRecord(element: XmlElement): void {
    const record = readRecord(element);
    if (record === undefined) this.#faults++;
    else if (this.#records.length === recordsMax) this.#leftOut++;
    else this.#records.push(record);
  }
}

/** A whole report at once. @throws {ParseError} What is none. */
export function readAggregateReport(text: string): ReadAggregateReport {
  const reader = new AggregateReportReader();
  reader.push(text);
  return reader.end();
}

function metadataOf(metadata: XmlElement | undefined): Omit<AggregateReport, 'policy' | 'records'> {
  const range = childOf(metadata, 'date_range');
  return {
    organization: textOf(metadata, 'org_name'),
    email: textOf(metadata, 'email'),
    extraContact: textOf(metadata, 'extra_contact_info'),
    reportId: textOf(metadata, 'report_id'),
    begin: secondsOf(textOf(range, 'begin')),
    end: secondsOf(textOf(range, 'end')),
    errors: childrenOf(metadata, 'error')
      .slice(0, errorsMax)
      .map(({ text }) => text),
    generator: textOf(metadata, 'generator'),
  };
}

function publishedPolicy(policy: XmlElement | undefined): PublishedPolicy {
  const text = (name: string): string => textOf(policy, name).toLowerCase();
  return {
    domain: text('domain').replace(/\.$/u, ''),
    p: text('p'),
    sp: text('sp'),
    np: text('np'),
    adkim: text('adkim'),
    aspf: text('aspf'),
    fo: text('fo'),
    testing: text('testing'),
    discovery: text('discovery_method'),
    pct: text('pct'),
  };
}

/** The last second of the year 9999: what lies behind it is no time. */
const secondsMax = 253_402_300_799;

/** Seconds since the epoch; some write milliseconds, and some a date. */
function secondsOf(text: string): number {
  if (/^\d{1,15}(?:\.\d*)?$/u.test(text)) {
    const value = Math.floor(Number(text));
    return value > secondsMax ? Math.floor(value / 1_000) : value;
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? 0 : Math.max(0, Math.floor(ms / 1_000));
}
