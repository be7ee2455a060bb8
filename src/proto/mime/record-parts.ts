import { fileName } from '#proto/mime/attachment.ts';
import { parameter } from '#proto/mime/parameters.ts';
import type { RecordCursor } from '#proto/mime/record-cursor.ts';
import type { RecordWriter } from '#proto/mime/record-writer.ts';
import { fieldValue, type Part } from '#proto/mime/structure.ts';

/** A part as a derived record keeps it. Offsets are octets from the start of the stored message. */
export type RecordPart = {
  readonly type: string;
  readonly subtype: string;
  /** Content-Transfer-Encoding in lower case. */
  readonly encoding: string;
  /** As named by the sender; empty where he named none. */
  readonly charset: string;
  /** In lower case, empty where there is none. */
  readonly disposition: string;
  /** File name for people, decoded; empty where there is none. */
  readonly fileName: string;
  /** Content-ID without its angle brackets; empty where there is none. */
  readonly contentId: string;
  readonly headerStart: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly children: readonly RecordPart[];
};

/** Appends a part and those inside it. */
export function writePart(writer: RecordWriter, part: Part, base: number): void {
  writer.varint(part.headerStart - base);
  writer.varint(part.bodyStart - part.headerStart);
  writer.varint(part.bodyEnd - part.bodyStart);
  writer.string(part.type);
  writer.string(part.subtype);
  writer.string(part.encoding);
  writer.string(parameter(part.parameters, 'charset') ?? '');
  writer.string(part.disposition?.value ?? '');
  writer.string(fileName(part) ?? '');
  writer.string((fieldValue(part, 'content-id') ?? '').replace(/^<|>$/g, ''));
  writer.varint(part.children.length);
  for (const child of part.children) writePart(writer, child, part.bodyStart);
}

/** Reads back what {@link writePart} wrote. */
export function readPart(cursor: RecordCursor, base: number): RecordPart {
  const headerStart = base + cursor.varint();
  const bodyStart = headerStart + cursor.varint();
  const bodyEnd = bodyStart + cursor.varint();
  const type = cursor.string();
  const subtype = cursor.string();
  const encoding = cursor.string();
  const charset = cursor.string();
  const disposition = cursor.string();
  const name = cursor.string();
  const contentId = cursor.string();
  const children: RecordPart[] = [];
  let count = cursor.varint();
  while (count-- > 0 && !cursor.atEnd) children.push(readPart(cursor, bodyStart));
  return {
    type,
    subtype,
    encoding,
    charset,
    disposition,
    fileName: name,
    contentId,
    headerStart,
    bodyStart,
    bodyEnd,
    children,
  };
}
