/** Addresses read of one record; a domain's record has one or two. Our choice. */
export const reportUrisMax = 10;

/** Where reports go, and how large they may be. */
export type ReportUri = {
  readonly scheme: 'mailto' | 'https';
  /** The address, or the whole URI for `https`. */
  readonly target: string;
  /** Octets as sent; undefined without a limit (RFC 7489 §6.2). */
  readonly octetsMax: number | undefined;
};

/** Reads the URIs of a `rua=`; what we cannot send to is passed over (RFC 9989 §4.7, RFC 8460 §3). */
export function parseReportUris(texts: readonly string[]): ReportUri[] {
  return texts.slice(0, reportUrisMax).flatMap(parseUri);
}

function parseUri(text: string): ReportUri[] {
  const [, uri = '', number = '', unit = ''] =
    /^([^!]+)(?:!(\d{1,12})([kmgt]?))?$/iu.exec(text.trim()) ?? [];
  const size = Number(number) * 1024 ** ' kmgt'.indexOf(unit === '' ? ' ' : unit.toLowerCase());
  const octetsMax = number === '' ? undefined : size;
  if (/^https:\/\//iu.test(uri)) return [{ scheme: 'https', target: uri, octetsMax }];
  const [, address = ''] = /^mailto:([^?]+)/iu.exec(uri) ?? [];
  const target = decoded(address);
  return target === '' ? [] : [{ scheme: 'mailto', target, octetsMax }];
}

/** Without percent-encoding (RFC 6068 §2); empty where that is broken. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
