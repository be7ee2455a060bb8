import { readFileSync } from 'node:fs';

/** What a script wants before its first command. */
export type Setup = {
  readonly capabilities: readonly string[];
  readonly connections: number;
  readonly messages: number;
  readonly state: string;
};

/** One line of a script; `connection` counts from 1. */
export type Line =
  | { readonly kind: 'expect'; readonly text: string }
  | { readonly kind: 'ban'; readonly text: string }
  | {
      readonly kind: 'reply';
      readonly connection: number;
      readonly tag: string | undefined;
      readonly text: string;
    }
  | {
      readonly kind: 'command';
      readonly connection: number;
      readonly tag: string | undefined;
      /** `ok`, `no`, `bad`, `""` for any, undefined when a reply line follows. */
      readonly status: string | undefined;
      readonly text: string;
    };

/** Reads a script of the suite, one character per octet. */
export function readScript(path: string): { readonly setup: Setup; readonly lines: Line[] } {
  const text = readFileSync(path, 'latin1').replaceAll('\r\n', '\n');
  const raw = inlineLiterals(text).split('\n');
  const head = new Map<string, string>();
  let at = 0;
  for (; at < raw.length; at++) {
    const found = /^([a-z_]+): *(.*)$/.exec(raw[at] ?? '');
    if (found === null && (raw[at] ?? '') !== '' && !(raw[at] ?? '').startsWith('#')) break;
    if (found !== null) head.set(found[1] ?? '', found[2] ?? '');
  }
  const state = head.get('state') ?? 'selected';
  const messages = head.get('messages') ?? (state === 'selected' ? 'all' : '0');
  const setup = {
    capabilities: (head.get('capabilities') ?? '').toUpperCase().split(' ').filter(Boolean),
    connections: Number(head.get('connections') ?? 1),
    messages: messages === 'all' ? Number.MAX_SAFE_INTEGER : Number(messages),
    state,
  };
  return { setup, lines: readLines(raw.slice(at)) };
}

/** Messages of an mbox with CRLF line ends. */
export function readMbox(path: string): string[] {
  const text = readFileSync(path, 'latin1').replaceAll('\r\n', '\n');
  return text
    .split(/^From .*\n/m)
    .slice(1)
    .map((message) => message.replaceAll('\n', '\r\n'));
}

/** `{{{ … }}}` becomes `{n}` with its octets behind a NUL-marked line end. */
function inlineLiterals(text: string): string {
  return text.replaceAll(/\{\{\{\n([^]*?)\}\}\}/g, (_, body: string) => {
    const octets = body.replaceAll('\n', '\r\n');
    return `{${octets.length}}\u0100${octets.replaceAll('\n', '\u0101').replaceAll('\r', '\u0102')}`;
  });
}

function restored(text: string): string {
  return text.replaceAll('\u0100', '\r\n').replaceAll('\u0101', '\n').replaceAll('\u0102', '\r');
}

function readLines(raw: readonly string[]): Line[] {
  const lines: Line[] = [];
  let waiting = false;
  for (const line of raw) {
    if (line.trim() === '' || line.startsWith('#') || line.startsWith('?')) continue;
    const text = restored(line);
    const expected = /^([*!]) ([^]*)$/.exec(text);
    if (expected !== null) {
      lines.push({ kind: expected[1] === '*' ? 'expect' : 'ban', text: expected[2] ?? '' });
      continue;
    }
    const found = /^(?:([1-9]) )?(?:(tag\d+) )?(?:(ok|no|bad|"")(?: |$))?([^]*)$/i.exec(text);
    const [, peer, tag, status, rest = ''] = found ?? [];
    const connection = Number(peer ?? 1);
    const replies: boolean =
      status !== undefined && (waiting || (tag !== undefined && rest === ''));
    if (replies) lines.push({ kind: 'reply', connection, tag, text: `${status} ${rest}` });
    else lines.push({ kind: 'command', connection, tag, status, text: rest });
    waiting = !replies && status === undefined && tag === undefined;
  }
  return lines;
}
