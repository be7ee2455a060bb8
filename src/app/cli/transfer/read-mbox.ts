import { CliError } from '#app/cli/cli-error.ts';
import { latin1 } from '#app/cli/transfer/line-ends.ts';
import { takeStatus } from '#app/cli/transfer/mbox-status.ts';
import { type LeftOut, messageOctetsMax, type SourceMessage } from '#app/cli/transfer/message.ts';

/** Octets of one line that may be kept back until its end comes. */
const lineOctetsMax = 64 * 1024 * 1024;

/** Octets of a separator line; no sender and date are longer. */
const separatorOctetsMax = 1_000;

const crlf = Buffer.from('\r\n');
const lineFeed = 10;
const carriageReturn = 13;
const quotedFrom = /^>+From /;
const separatorStart = Buffer.from('From ');
/** `From sender Thu Jan  1 00:00:00 2026`, also with a zone before or after the year. */
const separatorLine =
  /^From .*?(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}:\d{2}(?::\d{2})?)(?: +[A-Z]{3,4})?(?: +([+-]\d{4}))? +(\d{4})(?: +([+-]\d{4}))?\s*$/;

/**
 * The messages of an mbox file (RFC 4155 §2), its quoting undone as mboxrd does it: one `>` less on
 * lines of `>`s and `From `.
 *
 * @throws {CliError} When it does not start as an mbox does.
 */
export async function* readMbox(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<SourceMessage | LeftOut, void> {
  let message: MboxMessage | undefined;
  let blankBefore = true;
  for await (const line of linesOf(chunks)) {
    const separator = blankBefore ? separatorOf(line) : undefined;
    blankBefore = isBlank(line);
    if (separator !== undefined) {
      if (message !== undefined) yield* message.end();
      message = new MboxMessage(separator);
    } else if (message !== undefined) message.add(line);
    else if (!blankBefore) throw notMbox();
  }
  if (message !== undefined) yield* message.end();
}

/** One message while its lines come in. */
class MboxMessage {
  readonly #receivedAt: number | undefined;
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** A blank line at the end belongs to the next separator. */
  #blank = false;

  constructor(separator: { readonly receivedAt: number | undefined }) {
    this.#receivedAt = separator.receivedAt;
  }

  add(line: Uint8Array): void {
    if (this.#blank) this.#push(crlf);
    this.#blank = isBlank(line);
    if (this.#blank) return;
    const text = unquoted(line);
    const at = text.at(-2) === carriageReturn ? text.length - 2 : text.length - 1;
    this.#push(text.at(-1) === lineFeed ? text.subarray(0, at) : text);
    this.#push(crlf);
  }

  *end(): Generator<SourceMessage | LeftOut, void> {
    if (this.#length > messageOctetsMax) {
      yield { leftOut: `A message of ${this.#length} octets is too long` };
      return;
    }
    const octets = Buffer.concat(this.#pieces);
    const empty = octets.indexOf(crlf) === 0 ? -2 : octets.indexOf('\r\n\r\n');
    // A header without body lost its empty line to the next separator.
    const end = empty === -1 ? octets.length : empty + 2;
    const { rest, status } = takeStatus(latin1(octets.subarray(0, end)));
    if (status.expunged) return;
    const { flags, keywords } = status;
    const body = empty === -1 ? crlf : octets.subarray(end);
    yield {
      octets: Buffer.concat([Buffer.from(rest, 'latin1'), body]),
      flags,
      keywords,
      receivedAt: this.#receivedAt,
    };
  }

  #push(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length <= messageOctetsMax) this.#pieces.push(piece);
    else this.#pieces = [];
  }
}

/** Lines with their ends; the last one may have none. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let held: Uint8Array[] = [];
  let heldOctets = 0;
  for await (const chunk of chunks) {
    const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    for (let end = octets.indexOf(lineFeed); end >= 0; end = octets.indexOf(lineFeed, from)) {
      const line = octets.subarray(from, end + 1);
      yield held.length === 0 ? line : Buffer.concat([...held, line]);
      held = [];
      heldOctets = 0;
      from = end + 1;
    }
    if (from === octets.length) continue;
    held.push(octets.subarray(from));
    heldOctets += octets.length - from;
    if (heldOctets > lineOctetsMax) throw notMbox();
  }
  if (held.length > 0) yield Buffer.concat(held);
}

function separatorOf(line: Buffer): { readonly receivedAt: number | undefined } | undefined {
  if (line.length > separatorOctetsMax) return undefined;
  if (line.compare(separatorStart, 0, 5, 0, Math.min(5, line.length)) !== 0) return undefined;
  const found = separatorLine.exec(line.toString('latin1'));
  if (found === null) return undefined;
  const [, month, day, time, zone, year, zoneAfter] = found;
  const at = Date.parse(`${day} ${month} ${year} ${time} ${zone ?? zoneAfter ?? '+0000'}`);
  return { receivedAt: Number.isNaN(at) ? undefined : at };
}

function unquoted(line: Uint8Array): Uint8Array {
  const quoted = line[0] === 0x3e && quotedFrom.test(latin1(line.subarray(0, 200)));
  return quoted ? line.subarray(1) : line;
}

function isBlank(line: Uint8Array): boolean {
  return line[0] === lineFeed || (line[0] === carriageReturn && line[1] === lineFeed);
}

function notMbox(): CliError {
  return new CliError('Cannot read the mbox file', {
    why: 'It does not start with a line "From sender date"',
    advice: 'Check that the file is an mbox; a Maildir is given as its folder',
    code: 'mbox.malformed',
  });
}
