import { parseFields } from '#proto/mime/fields.ts';
import { parameter, parseParameterized } from '#proto/mime/parameters.ts';
import { enclosesMessage } from '#proto/mime/structure.ts';
import type {
  MessageStructure,
  Parameterized,
  Part,
  RawField,
  TextSample,
} from '#proto/mime/structure.ts';

/** Nested parts; what lies deeper is opaque. Bounds the stack. Our choice, no RFC's. */
export const depthMax = 50;
/** Parts of one message; later ones stay inside their parent's body. Our choice, no RFC's. */
export const partsMax = 10_000;
/** Octets of one header that are looked at; the rest is skipped. Our choice, no RFC's. */
export const headerOctetsMax = 1_048_576;
/** Octets of all headers of a message that are looked at; the rest is skipped. */
export const headersOctetsMax = 4 * 1_048_576;
/** Octets looked at for a delimiter: a line of RFC 5322 §2.1.1; RFC 2046 §5.1.1 allows 70. */
export const delimiterOctetsMax = 1_000;
/** Octets kept of a readable text, for its preview: enough to get past a mail's style sheet. */
export const sampleOctetsMax = 16_384;

type OpenPart = {
  -readonly [K in Exclude<keyof Part, 'children'>]: Part[K];
} & { children: OpenPart[]; delimiter: string | undefined };

/** Records the structure of a message while its octets pass by; never throws on their account. */
export class MessageScanner {
  readonly #stack: OpenPart[] = [];
  readonly #root: OpenPart;
  #inHeader = true;
  #header = '';
  #headersOctets = 0;
  #offset = 0;
  #lineStart = 0;
  #carry = '';
  #feeds = 0;
  #break = 0;
  #parts = 0;
  #holdsNul = false;
  readonly #samples: OpenSample[] = [];

  constructor() {
    this.#root = this.#open(0, 'text/plain');
  }

  /** Takes the next octets; they are not kept. */
  push(chunk: Uint8Array): void {
    const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let at = 0;
    while (at < octets.length) {
      const feed = octets.indexOf(10, at);
      const end = feed < 0 ? octets.length : feed + 1;
      if (this.#lineMatters(octets, at)) {
        const room = this.#inHeader ? headerOctetsMax : delimiterOctetsMax;
        const stop = Math.min(end, at + Math.max(0, room - this.#carry.length));
        this.#carry += octets.toString('latin1', at, stop);
      }
      if (feed >= 0) {
        const last = feed > 0 ? octets[feed - 1] : this.#lastOctet;
        this.#line(this.#offset + end, last === 13 ? 2 : 1);
      }
      at = end;
    }
    if (octets.length > 0) this.#lastOctet = octets[octets.length - 1] ?? 0;
    for (const sample of this.#samples) takeSample(sample, octets, this.#offset);
    if (!this.#holdsNul) this.#holdsNul = octets.includes(0);
    this.#offset += octets.length;
  }

  #lastOctet = 0;

  /** Ends the message and answers what was found. */
  end(): MessageStructure {
    if (this.#lineStart < this.#offset) this.#line(this.#offset, 0);
    if (this.#inHeader) this.#endHeader(this.#offset, false);
    this.#break = 0;
    this.#closeDownTo(0, this.#offset);
    const samples = this.#samples.map(endSample);
    return { root: this.#root, size: this.#offset, samples, holdsNul: this.#holdsNul };
  }

  #lineMatters(octets: Buffer, at: number): boolean {
    if (this.#inHeader) return true;
    if (this.#offset + at > this.#lineStart) return this.#carry !== '';
    return octets[at] === 45;
  }

  /** One whole line; `lineEnd` is the offset behind its line break of `breakOctets`. */
  #line(lineEnd: number, breakOctets: number): void {
    const text = this.#carry;
    const start = this.#lineStart;
    this.#carry = '';
    this.#lineStart = lineEnd;
    if (!(text.startsWith('--') && this.#delimiter(text, start, lineEnd, breakOctets))) {
      if (this.#inHeader) this.#headerLine(text, start, lineEnd, breakOctets);
      else if (breakOctets > 0) this.#feeds++;
    }
    this.#break = breakOctets;
  }

  #headerLine(text: string, start: number, lineEnd: number, breakOctets: number): void {
    if (breakOctets > 0) this.#feeds++;
    if (lineEnd - start === breakOctets) {
      this.#endHeader(lineEnd, true);
      return;
    }
    if (this.#header.length + text.length > headerOctetsMax) return;
    this.#headersOctets += text.length;
    if (this.#headersOctets <= headersOctetsMax) this.#header += text;
  }

  #endHeader(bodyStart: number, mayNest: boolean): void {
    const part = this.#stack.at(-1);
    if (part === undefined) return;
    describe(part, parseFields(this.#header));
    part.bodyStart = bodyStart;
    part.lines = this.#feeds;
    this.#header = '';
    this.#inHeader = false;
    if (isReadable(part) && !this.#samples.some((sample) => sample.part.subtype === part.subtype)) {
      this.#samples.push({ part, pieces: [], length: 0 });
    }
    const nests = mayNest && this.#stack.length < depthMax && this.#parts < partsMax;
    if (!nests) return;
    const boundary = parameter(part.parameters, 'boundary');
    if (part.type === 'multipart' && boundary !== undefined && boundary !== '') {
      part.delimiter = `--${Buffer.from(boundary).toString('latin1')}`.trimEnd();
    } else if (
      enclosesMessage(part.type, part.subtype) &&
      /^(7bit|8bit|binary)$/.test(part.encoding)
    ) {
      part.children.push(this.#open(bodyStart, 'text/plain'));
    }
  }

  /** Whether the line is a delimiter of an open multipart; acts on it (RFC 2046 §5.1.1). */
  #delimiter(text: string, start: number, lineEnd: number, breakOctets: number): boolean {
    const line = text.trimEnd();
    for (let level = this.#stack.length - 1; level >= 0; level--) {
      const part = this.#stack[level];
      const delimiter = part?.delimiter;
      if (part === undefined || delimiter === undefined || !line.startsWith(delimiter)) continue;
      const closing = line.length === delimiter.length + 2 && line.endsWith('--');
      if (line.length !== delimiter.length && !closing) continue;
      if (!closing && this.#parts >= partsMax) return false;
      if (this.#inHeader) {
        this.#endHeader(start, false);
        this.#break = 0;
      }
      this.#closeDownTo(level + 1, start);
      if (breakOctets > 0) this.#feeds++;
      if (closing) part.delimiter = undefined;
      else {
        const digest = part.subtype === 'digest'; // RFC 2046 §5.1.5
        part.children.push(this.#open(lineEnd, digest ? 'message/rfc822' : 'text/plain'));
      }
      return true;
    }
    return false;
  }

  /** Closes open parts above `level`; the line break before a delimiter belongs to it. */
  #closeDownTo(level: number, start: number): void {
    // An empty part keeps the line break that ended its header, and so do those around it.
    let end = start - this.#break;
    while (this.#stack.length > level) {
      const part = this.#stack.pop();
      if (part === undefined) return;
      end = Math.max(part.bodyStart, end);
      part.bodyEnd = end;
      const took = this.#break > 0 && part.bodyEnd < start ? 1 : 0;
      part.lines = Math.max(0, this.#feeds - part.lines - took);
      part.delimiter = undefined;
    }
  }

  #open(headerStart: number, contentType: string): OpenPart {
    const [type = '', subtype = ''] = contentType.split('/');
    const part: OpenPart = {
      type,
      subtype,
      parameters: [],
      encoding: '7bit',
      disposition: undefined,
      fields: [],
      headerStart,
      bodyStart: headerStart,
      bodyEnd: headerStart,
      lines: 0,
      children: [],
      delimiter: undefined,
    };
    this.#stack.push(part);
    this.#inHeader = true;
    this.#parts++;
    return part;
  }
}

/** The structure of a whole message. */
export function scanMessage(octets: Uint8Array): MessageStructure {
  const scanner = new MessageScanner();
  scanner.push(octets);
  return scanner.end();
}

type OpenSample = { readonly part: OpenPart; readonly pieces: Buffer[]; length: number };

/** Copies what a chunk has of the body; behind an end that is still to come, too. */
function takeSample(sample: OpenSample, chunk: Buffer, chunkStart: number): void {
  const { bodyStart, bodyEnd } = sample.part;
  const from = bodyStart + sample.length;
  const bound = bodyStart + sampleOctetsMax;
  const closed = bodyEnd >= bodyStart;
  const to = Math.min(closed ? bodyEnd : bound, bound, chunkStart + chunk.length);
  if (to <= from) return;
  sample.pieces.push(Buffer.from(chunk.subarray(from - chunkStart, to - chunkStart)));
  sample.length += to - from;
}

function endSample({ part, pieces }: OpenSample): TextSample {
  const octets = pieces.length === 1 ? pieces[0] : undefined;
  return {
    part,
    octets: (octets ?? Buffer.concat(pieces)).subarray(0, part.bodyEnd - part.bodyStart),
  };
}

function isReadable({ type, subtype, disposition }: OpenPart): boolean {
  const readable = type === 'text' && (subtype === 'plain' || subtype === 'html');
  return readable && disposition?.value !== 'attachment';
}

function describe(part: OpenPart, fields: readonly RawField[]): void {
  part.fields = fields;
  const seen = new Set<string>();
  for (const { name, value } of fields) {
    const lower = name.toLowerCase();
    if (!lower.startsWith('content-') || seen.has(lower)) continue;
    seen.add(lower);
    if (lower === 'content-type') setType(part, parseParameterized(value));
    if (lower === 'content-disposition') part.disposition = parseParameterized(value);
    if (lower === 'content-transfer-encoding') {
      part.encoding = parseParameterized(value).value || '7bit';
    }
  }
}

function setType(part: OpenPart, { value, parameters }: Parameterized): void {
  const match = /^([\w!#$&^.+-]+)\s*\/\s*([\w!#$&^.+-]+)/.exec(value);
  if (match === null) return;
  part.type = match[1] ?? part.type;
  part.subtype = match[2] ?? part.subtype;
  part.parameters = parameters;
}
