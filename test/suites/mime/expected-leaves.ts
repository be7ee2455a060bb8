import type { Leaf } from '#test/suites/mime/leaf.ts';

type Attribute = { readonly name: string; readonly value: string };

type ContentType = {
  readonly c_type: string;
  readonly c_subtype: string | null;
  readonly attributes: readonly Attribute[] | null;
};

type CorpusPart = {
  readonly headers: readonly {
    readonly name: string;
    readonly value: { readonly ContentType?: ContentType };
  }[];
  readonly body: {
    readonly Multipart?: readonly number[];
    readonly Message?: CorpusMessage;
    readonly Text?: string;
    readonly Html?: string;
    readonly Binary?: readonly number[];
    readonly InlineBinary?: readonly number[];
  };
};

/** A parse of the mail-parser corpus; parts refer to one another by index. */
export type CorpusMessage = { readonly parts: readonly CorpusPart[] };

/** The leaves of a message of the corpus in their order, those of enclosed messages included. */
export function expectedLeaves(message: CorpusMessage): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (index: number): void => {
    const part = message.parts[index];
    if (part === undefined) return;
    const { Multipart, Message, Text, Html, Binary, InlineBinary } = part.body;
    for (const child of Multipart ?? []) visit(child);
    if (Multipart !== undefined) return;
    const type = typeOf(part);
    const name = nameOf(part);
    if (Message !== undefined) {
      leaves.push({ type: 'message/rfc822', name, text: undefined, size: undefined });
      leaves.push(...expectedLeaves(Message));
      return;
    }
    leaves.push({ type, name, text: Text ?? Html, size: (Binary ?? InlineBinary)?.length });
  };
  visit(0);
  return leaves;
}

function typeOf(part: CorpusPart): string {
  const type = contentType(part, 'content_type');
  return type === undefined ? '' : `${type.c_type}/${type.c_subtype ?? ''}`.toLowerCase();
}

function nameOf(part: CorpusPart): string {
  const disposition = attribute(contentType(part, 'content_disposition'), 'filename');
  return disposition ?? attribute(contentType(part, 'content_type'), 'name') ?? '';
}

function contentType(part: CorpusPart, name: string): ContentType | undefined {
  return part.headers.findLast((header) => header.name === name)?.value.ContentType;
}

function attribute(type: ContentType | undefined, name: string): string | undefined {
  return type?.attributes?.find((each) => each.name === name)?.value;
}
