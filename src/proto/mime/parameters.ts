import { decodeCharset } from '#proto/mime/charset.ts';
import type { Parameter, Parameterized } from '#proto/mime/structure.ts';

/** Parameters read of one field; the rest is ignored. Our choice, no RFC's. */
export const parametersMax = 100;

/** Octets of one field looked at for parameters; the rest is ignored. Our choice, no RFC's. */
export const parameterOctetsMax = 32_768;

/** Reads `value; name=value; …`, as sloppily as senders write it (RFC 2045 §5.1, RFC 2231). */
export function parseParameterized(field: string): Parameterized {
  const text = field.slice(0, parameterOctetsMax);
  const semicolon = text.indexOf(';');
  const head = semicolon < 0 ? text : text.slice(0, semicolon);
  const value = head
    .replace(/\([^)]*\)/g, '')
    .trim()
    .toLowerCase();
  if (semicolon < 0) return { value, parameters: [] };
  const raw: [string, string][] = [];
  const each = /([^\s;="()]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s"]*))/gs;
  each.lastIndex = semicolon + 1;
  for (let match = each.exec(text); match !== null; match = each.exec(text)) {
    if (raw.length === parametersMax) break;
    const quoted = match[2]?.replace(/\\(.)/gs, '$1');
    raw.push([(match[1] ?? '').toLowerCase(), quoted ?? match[3] ?? '']);
  }
  return { value, parameters: joinContinuations(raw) };
}

/** The value of a parameter, or undefined; `name` is given in lower case. */
export function parameter(parameters: readonly Parameter[], name: string): string | undefined {
  return parameters.find(([given]) => given === name)?.[1];
}

/** Joins `name*0*=…; name*1=…` in the order of their numbers (RFC 2231 §3, §4). */
function joinContinuations(raw: readonly [string, string][]): Parameter[] {
  const pieces = new Map<string, { index: number; octets: string; extended: boolean }[]>();
  for (const [name, value] of raw) {
    const match = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name);
    const base = match?.[1] ?? name;
    const list = pieces.get(base) ?? [];
    const extended = match?.[3] !== undefined;
    list.push({ index: Number(match?.[2] ?? 0), octets: value, extended });
    pieces.set(base, list);
  }
  return Array.from(pieces, ([name, list]) => {
    list.sort((a, b) => a.index - b.index);
    let charset: string | undefined;
    let octets = '';
    for (const [position, piece] of list.entries()) {
      let text = piece.octets;
      if (piece.extended && position === 0) {
        const start = /^([^']*)'[^']*'/.exec(text);
        charset = start?.[1];
        text = text.slice(start?.[0].length ?? 0);
      }
      octets += piece.extended ? unescapePercent(text) : text;
    }
    return [name, decodeCharset(Buffer.from(octets, 'latin1'), charset)] as const;
  });
}

function unescapePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
