import { addressKey } from './addresses.ts';

/** Domains compared with one new address; beyond it the most used ones decide. Our choice. */
const domainsMax = 500;

/** Shortest name of a domain that is compared by a changed letter: short names are alike by chance. */
const nameLengthMin = 5;

/** Letters that are taken for one another, as Latin ones. */
const twins: readonly (readonly [from: RegExp, to: string])[] = [
  [/rn/gu, 'm'],
  [/vv/gu, 'w'],
  [/cl/gu, 'd'],
  [/[0о]/gu, 'o'],
  [/[1|іІı]/gu, 'l'],
  [/i/gu, 'l'],
  [/а/gu, 'a'],
  [/е/gu, 'e'],
  [/р/gu, 'p'],
  [/с/gu, 'c'],
  [/[ху]/gu, 'x'],
  [/5/gu, 's'],
];

/** The known domain that an unknown one could be mistaken for; undefined: none. */
export function lookAlike(email: string, known: Iterable<string>): string | undefined {
  const domain = domainOf(email);
  const domains = new Set([...known].slice(0, domainsMax).map(domainOf));
  if (domain === '' || domains.has(domain)) return undefined;
  const shape = shapeOf(domain);
  for (const one of domains) {
    // A subdomain of what is known is its owner's.
    if (domain.endsWith(`.${one}`)) return undefined;
  }
  return [...domains].find((one) => one !== '' && (shapeOf(one) === shape || isSlip(domain, one)));
}

function domainOf(email: string): string {
  return addressKey(email).split('@').at(-1) ?? '';
}

function shapeOf(domain: string): string {
  let shape = domain.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  for (const [from, to] of twins) shape = shape.replaceAll(from, to);
  return shape;
}

/** Whether one letter is missing, too many, another, or two are exchanged. */
function isSlip(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < nameLengthMin + 2) return false;
  if (Math.abs(one.length - other.length) > 1) return false;
  let head = 0;
  while (head < one.length && one[head] === other[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(one.length, other.length) - head &&
    one.at(-1 - tail) === other.at(-1 - tail)
  ) {
    tail++;
  }
  const left = one.slice(head, one.length - tail);
  const right = other.slice(head, other.length - tail);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
