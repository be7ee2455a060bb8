import { readFileSync } from 'node:fs';

/** What a script wants before its first command. */
export type Setup = {
  readonly capabilities: readonly string[];
  readonly connections: number;
  /** Undefined: all of its mailbox file. */
  readonly messages: number | undefined;
  readonly state: string;
};

export type Command = {
  readonly tag: string | undefined;
  readonly text: string;
  /** What the tagged reply begins with: `ok`, `no [code]`; `""` for any. */
  reply: string | undefined;
};

/** Commands that are sent together, with what has to come back, and what must not. */
export type Group = {
  readonly connection: number;
  readonly commands: Command[];
  readonly expected: string[];
  readonly banned: string[];
};

/** Reads a script of the suite, one character per octet. */
export function readScript(path: string): { readonly setup: Setup; readonly groups: Group[] } {
  const raw = inlineLiterals(readFileSync(path, 'latin1')).split('\n');
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
    messages: messages === 'all' ? undefined : Number(messages),
    state,
  };
  return { setup, groups: withoutRecent(readGroups(raw.slice(at), setup.connections > 1)) };
}

/** Messages of an mbox with CRLF line ends. */
export function readMbox(path: string): string[] {
  const text = readFileSync(path, 'latin1').replaceAll('\r\n', '\n');
  return text
    .split(/^From .*\n/m)
    .slice(1)
    .map((message) => message.replaceAll('\n', '\r\n'));
}

/** `{{{ … }}}` becomes `{n}` with its octets, line ends marked so that lines can be divided. */
function inlineLiterals(text: string): string {
  return text.replaceAll(/(~?)\{\{\{\n([^]*?)\n?\}\}\}/g, (_, binary: string, body: string) => {
    const octets = binary === '' ? body.replaceAll(/\r?\n/g, '\r\n') : body;
    const marked = octets.replaceAll('\n', '\u0101').replaceAll('\r', '\u0102');
    return `${binary}{${octets.length}}\u0100${marked}`;
  });
}

function restored(text: string): string {
  return text.replaceAll('\u0100', '\r\n').replaceAll('\u0101', '\n').replaceAll('\u0102', '\r');
}

const replyStart = /^(?:(tag\d+) )?(ok|no|bad|"")(?: |$)([^]*)$/i;

function readGroups(raw: readonly string[], numbered: boolean): Group[] {
  const groups: Group[] = [];
  let group: Group | undefined;
  for (const line of raw) {
    // `?` is what may come: nothing to check.
    if (line === '' || line.startsWith('#') || line.startsWith('? ')) continue;
    const text = restored(line);
    const expectation = /^([*!]) ([^]*)$/.exec(text);
    if (expectation !== null) {
      group?.[expectation[1] === '*' ? 'expected' : 'banned'].push(expectation[2] ?? '');
      continue;
    }
    const [, peer, rest = ''] = (numbered ? /^(\d) ([^]*)$/ : /^()([^]*)$/).exec(text) ?? [];
    const found = replyStart.exec(rest);
    const open: Command | undefined = group?.commands.find((one) => one.reply === undefined);
    const answered = group?.commands.find((one) => one.tag === found?.[1]);
    if (open !== undefined && found !== null && answered?.reply === undefined) {
      if (answered !== undefined) answered.reply = `${found[2]} ${found[3]}`;
      if (answered !== undefined) continue;
    }
    if (group === undefined || open === undefined) {
      group = { connection: Number(peer || 1), commands: [], expected: [], banned: [] };
      groups.push(group);
    }
    group.commands.push(readCommand(rest));
  }
  return groups;
}

function readCommand(text: string): Command {
  const found = replyStart.exec(text);
  if (found !== null) return { tag: found[1], text: found[3] ?? '', reply: found[2] };
  const [, tag, rest = ''] = /^(?:(tag\d+) )?([^]*)$/.exec(text) ?? [];
  return { tag, text: rest, reply: undefined };
}

/** \Recent is gone from RFC 9051 (its appendix E) and never set here: what asks for it is left out. */
function withoutRecent(groups: readonly Group[]): Group[] {
  const kept = groups.filter(
    ({ commands }) => !commands.some(({ text }) => /^search (new|old|recent)$/.test(text)),
  );
  for (const { expected } of kept) {
    for (let at = expected.length - 1; at >= 0; at--) {
      const text = expected[at] ?? '';
      if (/^\d+ recent$/.test(text)) expected.splice(at, 1);
      else expected[at] = text.replace(/^(status .*?)\brecent \d+ ?/, '$1');
    }
  }
  return kept;
}
