import { claimedHost } from './host/claimed-host.ts';
import { readableHost } from './host/punycode.ts';
import { isSameSite } from './host/same-site.ts';
import { mimicsAscii } from './host/skeleton.ts';

/** Why a reader is asked before a link is followed. */
export type LinkDoubt = 'other-host' | 'look-alike' | 'login-in-address';

export type LinkTarget = {
  /** What the browser opens, in a window of its own. */
  readonly href: string;
  /** Where it leads, as the reader is shown it. */
  readonly where: string;
  /** Set where a page of ours asks first. */
  readonly doubt?: LinkDoubt;
};

/** The page that asks. */
export const leavingPath = '/webmail/leaving.html';

/** Characters of an address: browsers take more, but no honest link needs it. Ours. */
const addressMax = 8_000;

/** Characters of an address that are shown. Ours. */
const shownMax = 160;

/**
 * What becomes of a link.
 *
 * @param href As in the mail.
 * @param said The text that the reader sees.
 * @param origin Of this page, as `https://mail.example.test`.
 * @returns undefined for an address that mail must not lead to, or that is none by itself.
 */
export function linkTarget(href: string, said: string, origin: string): LinkTarget | undefined {
  if (href.length > addressMax) return undefined;
  const url = URL.parse(href.trim().replace(/^\/\//u, 'https://'));
  if (url === null) return undefined;
  switch (url.protocol) {
    case 'http:':
    case 'https:':
      return webTarget(url, said, origin);
    case 'mailto:':
      return { href: composeAddress(url, origin), where: shown(decoded(url.pathname)) };
    case 'tel:':
      return { href: url.href, where: shown(decoded(url.pathname)) };
    default:
      return undefined;
  }
}

/** What is known of a link that is to be followed; read from the fragment of {@link leavingPath}. */
export type Leaving = {
  readonly to: URL;
  readonly said: string;
  readonly doubt: LinkDoubt;
};

/** Reads the fragment of the page that asks; undefined for anything but what we wrote. */
export function readLeaving(fragment: string): Leaving | undefined {
  const parameters = new URLSearchParams(fragment.replace(/^#/u, ''));
  const to = URL.parse(parameters.get('to') ?? '');
  const doubt = doubts.find((known) => known === parameters.get('doubt'));
  if (to === null || doubt === undefined || !/^https?:$/u.test(to.protocol)) return undefined;
  return { to, said: parameters.get('said') ?? '', doubt };
}

const doubts = ['other-host', 'look-alike', 'login-in-address'] as const;

/** A host for people, and as it is sent where that is something else. */
export function shownHost(host: string): string {
  const readable = readableHost(host);
  return readable === host ? host : `${readable} (${host})`;
}

function webTarget(url: URL, said: string, origin: string): LinkTarget {
  const rest = url.href.slice(url.href.indexOf(url.host) + url.host.length);
  const where = shown(shownHost(url.host) + (rest === '/' ? '' : decoded(rest)));
  const doubt = doubtOf(url, said);
  if (doubt === undefined) return { href: url.href, where };
  const fragment = new URLSearchParams({
    to: url.href,
    said: said.trim().slice(0, shownMax),
    doubt,
  });
  return { href: `${origin}${leavingPath}#${fragment.toString()}`, where, doubt };
}

function doubtOf(url: URL, said: string): LinkDoubt | undefined {
  if (url.username !== '' || url.password !== '') return 'login-in-address';
  const claimed = claimedHost(said);
  if (claimed !== undefined && !isSameSite(claimed, url.hostname)) return 'other-host';
  return mimicsAscii(readableHost(url.hostname)) ? 'look-alike' : undefined;
}

/** Opens our composer rather than another program. */
function composeAddress(url: URL, origin: string): string {
  return `${origin}/compose?${new URLSearchParams({ mailto: url.href }).toString()}`;
}

/** Without what turns the direction of writing or hides (UTS #55): the reader is to see it all. */
function shown(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '');
  return plain.length > shownMax ? `${plain.slice(0, shownMax)}…` : plain;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
