import { fileName } from '#proto/mime/attachment.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { htmlStart } from '#proto/mime/html-start.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { fieldValue, type Part } from '#proto/mime/structure.ts';
import { decodePartText } from '#proto/mime/transfer.ts';

/** Characters of one part that are searched. Our choice: a novel. */
const partCharactersMax = 1_000_000;

/** What people read of a message, to be searched: decoded, without markup, in lower case. */
export class ReadableText {
  readonly root: Part;
  readonly #octets: Uint8Array;
  #body: string | undefined;
  #fileNames: string | undefined;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
    this.root = scanMessage(octets).root;
  }

  /** All text parts, those of enclosed messages and their subjects too. */
  get body(): string {
    this.#body ??= foldText(partTexts(this.#octets, this.root).join('\n'));
    return this.#body;
  }

  /** Names of attachments, a line each. */
  get fileNames(): string {
    this.#fileNames ??= foldText(partNames(this.root).join('\n'));
    return this.#fileNames;
  }
}

/** A text as it is compared: without case, with one space where there is any. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ');
}

function partTexts(octets: Uint8Array, part: Part): string[] {
  if (part.type === 'text') {
    const text = decodePartText(octets.subarray(part.bodyStart, part.bodyEnd), part);
    if (part.subtype === 'html') return [htmlStart(text, partCharactersMax)];
    return [text.slice(0, partCharactersMax)];
  }
  return part.children.flatMap((child) => [
    ...(part.type === 'message' ? [decodeWords(fieldValue(child, 'subject') ?? '')] : []),
    ...partTexts(octets, child),
  ]);
}

function partNames(part: Part): string[] {
  const own = fileName(part);
  return [...(own === undefined ? [] : [own]), ...part.children.flatMap(partNames)];
}
