import { fileName } from '#proto/mime/attachment.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { Part } from '#proto/mime/structure.ts';
import { decodePartOctets, decodePartText } from '#proto/mime/transfer.ts';

/** One part without parts, as a corpus or our own parser sees it. */
export type Leaf = {
  /** `text/plain`; empty where the corpus does not say. */
  readonly type: string;
  /** File name, decoded; empty without one. */
  readonly name: string;
  readonly text: string | undefined;
  /** Octets once decoded; undefined where only the text counts. */
  readonly size: number | undefined;
};

/** The leaves of a message in their order; an enclosed message is one, and its leaves follow. */
export function leavesOf(octets: Uint8Array): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (part: Part): void => {
    const type = `${part.type}/${part.subtype}`;
    const name = fileName(part) ?? '';
    if (part.type !== 'multipart' && part.children.length > 0) {
      leaves.push({ type, name, text: undefined, size: undefined });
    }
    for (const child of part.children) visit(child);
    if (part.children.length > 0) return;
    const body = octets.subarray(part.bodyStart, part.bodyEnd);
    const size = decodePartOctets(body, part.encoding).length;
    leaves.push({ type, name, text: decodePartText(body, part), size });
  };
  visit(scanMessage(octets).root);
  return leaves;
}
