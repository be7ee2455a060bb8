/** One line of a conversation's script. `peer` numbers the connection, 1 when the script says none. */
export type Turn = {
  readonly kind: 'send' | 'sendRaw' | 'expect' | 'skipTo';
  readonly peer: number;
  readonly text: string;
  /** Line of the script, from 1, for the message of a failure. */
  readonly line: number;
};

const turnLine = /^([CS])(\d*)(\+|\.\.)?: ?(.*)$/u;

/**
 * Reads a script:
 *
 * - `C: text` the client sends the text and CRLF; `C: <<<` sends all lines up to `>>>` so.
 * - `C+: text` sends without CRLF, with the escapes `\r \n \t \0 \\ \xNN`: pieces, pipelines, odd octets.
 * - `S: text` the next line from the server is this. `*` at the end matches anything to the end of the
 *   line, `…` anything anywhere.
 * - `S..: text` skips lines until one matches.
 * - `C: <close>`, `C: <idle>`, `C: <drain>`: the peer leaves, is silent for too long, the server stops.
 * - `S: <close>` the server has closed; `S: <nothing>` it is silent; `S: <tls>` it has begun TLS.
 * - `C2:`, `S2:` a second connection to the same server, and so on.
 * - Empty lines and lines with `#` first are left out.
 *
 * Text is UTF-8 on the wire.
 *
 * @throws {Error} On a line that is none of these.
 */
export function parseScript(script: string): Turn[] {
  const turns: Turn[] = [];
  let block: { readonly peer: number } | undefined;
  for (const [index, raw] of script.split('\n').entries()) {
    const text = raw.trimStart();
    const line = index + 1;
    if (block !== undefined) {
      if (text === '>>>') block = undefined;
      else turns.push({ kind: 'send', peer: block.peer, text, line });
      continue;
    }
    if (text === '' || text.startsWith('#')) continue;
    const match = turnLine.exec(text);
    if (match === null) throw new Error(`Cannot read line ${line} of the script: ${text}`);
    const [, side, number, mark, said = ''] = match;
    const peer = number === '' ? 1 : Number(number);
    if (side === 'C' && mark === undefined && said === '<<<') block = { peer };
    else if (side === 'C' && mark !== '..') {
      turns.push({ kind: mark === '+' ? 'sendRaw' : 'send', peer, text: said, line });
    } else if (side === 'S' && mark !== '+') {
      turns.push({ kind: mark === '..' ? 'skipTo' : 'expect', peer, text: said, line });
    } else throw new Error(`Cannot read line ${line} of the script: ${text}`);
  }
  return turns;
}

/** Octets (latin1) that a `C+:` line stands for. */
export function unescapeTurn(text: string): string {
  const octets = Buffer.from(text, 'utf8').toString('latin1');
  return octets.replaceAll(/\\(?:x([0-9a-fA-F]{2})|(.))/gu, (_, hex, letter) => {
    if (typeof hex === 'string') return String.fromCharCode(Number.parseInt(hex, 16));
    const named = { r: '\r', n: '\n', t: '\t', 0: '\0' };
    return Object.entries(named).find(([name]) => name === letter)?.[1] ?? String(letter);
  });
}

/** Whether a line from the server is what the script expects. */
export function matchesTurn(pattern: string, line: string): boolean {
  const open = pattern.endsWith('*');
  const pieces = (open ? pattern.slice(0, -1) : pattern).split('…');
  const first = pieces[0] ?? '';
  if (!line.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, open ? undefined : -1)) {
    const found = line.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  if (open) return true;
  const last = pieces.length > 1 ? (pieces.at(-1) ?? '') : '';
  return pieces.length > 1
    ? line.length - last.length >= at && line.endsWith(last)
    : at === line.length;
}
