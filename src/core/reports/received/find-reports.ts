import { isDocument, type ReportDocument, unpack } from '#core/reports/received/unpack.ts';
import {
  type FeedbackReport,
  parseFeedbackReport,
  reportedMessage,
  type ReportedMessage,
} from '#proto/arf/feedback-report.ts';
import { ParseError } from '#proto/cursor.ts';
import {
  AggregateReportReader,
  type ReadAggregateReport,
} from '#proto/dmarc-report/read-aggregate-report.ts';
import { fileName } from '#proto/mime/attachment.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { enclosesMessage, type Part } from '#proto/mime/structure.ts';
import { decodePartOctets, decodePartText } from '#proto/mime/transfer.ts';
import { readTlsReport } from '#proto/tls-report/read-tls-report.ts';
import type { TlsReport } from '#proto/tls-report/tls-report.ts';

/** Parts of one message that are looked into: a report has two or three. Ours. */
export const reportPartsMax = 50;

/** Documents read of one message, readable or not: bounds work and memory. Ours. */
export const reportDocumentsMax = 10;

/** Characters of XML read in one go: about a millisecond. Ours. */
const sliceCharacters = 32_768;

/** What one message or file brings. */
export type FoundReports = {
  readonly dmarc: ReadAggregateReport[];
  readonly tls: TlsReport[];
  readonly feedback: { readonly report: FeedbackReport; readonly message: ReportedMessage }[];
  /** Why something that looked like a report was none. */
  readonly refused: string[];
};

/**
 * Finds the reports in a message.
 *
 * @param breathe Called now and then during long work.
 */
export async function findReports(
  octets: Uint8Array,
  breathe: () => Promise<void>,
): Promise<FoundReports> {
  const found: FoundReports = { dmarc: [], tls: [], feedback: [], refused: [] };
  const leaves = leavesOf(scanMessage(octets).root).slice(0, reportPartsMax);
  for (const part of leaves) {
    const { dmarc, tls, refused } = found;
    if (dmarc.length + tls.length + refused.length >= reportDocumentsMax) break;
    const body = octets.subarray(part.bodyStart, part.bodyEnd);
    if (part.type === 'message' && part.subtype === 'feedback-report') {
      const report = parseFeedbackReport(decodePartOctets(body, part.encoding).toString('latin1'));
      const message = reportedMessage(originalFields(leaves, octets));
      if (report !== undefined) found.feedback.push({ report, message });
    } else if (mayBeDocument(part)) {
      await readAttachment(decodePartOctets(body, part.encoding), found, breathe);
    }
  }
  return found;
}

/** Finds the reports in a file: a message, or a report as it comes attached to one. */
export async function findInFile(
  octets: Uint8Array,
  breathe: () => Promise<void>,
): Promise<FoundReports> {
  if (!isDocument(octets)) return await findReports(octets, breathe);
  const found: FoundReports = { dmarc: [], tls: [], feedback: [], refused: [] };
  await readAttachment(octets, found, breathe);
  return found;
}

/** Reads an attachment into what was found. */
async function readAttachment(
  octets: Uint8Array,
  found: FoundReports,
  breathe: () => Promise<void>,
): Promise<void> {
  try {
    for (const document of await unpack(octets)) await readDocument(document, found, breathe);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    found.refused.push(error.message);
  }
}

async function readDocument(
  { kind, text }: ReportDocument,
  found: FoundReports,
  breathe: () => Promise<void>,
): Promise<void> {
  if (kind === 'json') {
    found.tls.push(readTlsReport(text));
    return;
  }
  const reader = new AggregateReportReader();
  for (let at = 0; at < text.length; at += sliceCharacters) {
    reader.push(text.slice(at, at + sliceCharacters));
    await breathe();
  }
  found.dmarc.push(reader.end());
}

/** Parts without parts; what is in an enclosed message belongs to that one. */
function leavesOf(part: Part): Part[] {
  if (part.type === 'multipart' && part.children.length > 0) {
    return part.children.flatMap(leavesOf);
  }
  return [part];
}

/** Whatever it says it is, but for what people read. */
function mayBeDocument(part: Part): boolean {
  if (part.type === 'message' || part.type === 'image') return false;
  const readable = part.type === 'text' && (part.subtype === 'plain' || part.subtype === 'html');
  return !readable || /\.(?:xml|json|gz|zip)$/iu.test(fileName(part) ?? '');
}

/** The header of the message that is reported on: whole, or its header alone (RFC 5965 §2). */
function originalFields(leaves: readonly Part[], octets: Uint8Array) {
  for (const part of leaves) {
    if (enclosesMessage(part.type, part.subtype)) return part.children[0]?.fields ?? [];
    if (part.type === 'text' && part.subtype === 'rfc822-headers') {
      return parseFields(decodePartText(octets.subarray(part.bodyStart, part.bodyEnd), part));
    }
  }
  return [];
}
