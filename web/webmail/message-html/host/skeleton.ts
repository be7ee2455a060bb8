/**
 * Letters that look like a Latin one, by that one: a small part of Unicode's confusables (UTS #39
 * §4), those that names of hosts and people were forged with. NFKD has taken the marks away before.
 */
const looksLike: Readonly<Record<string, string>> = {
  a: 'аαɑａ',
  b: 'ЬьƄᖯв',
  c: 'сϲⅽᴄ',
  d: 'ԁɗⅾ',
  e: 'еєҽ℮ε',
  f: 'ƒẝ',
  g: 'ɡցɢ',
  h: 'һհн',
  i: 'іιıɩӏ|ǀ',
  j: 'јϳ',
  k: 'кκĸ',
  l: 'ⅼ1ι',
  m: 'мⅿ',
  n: 'ոпη',
  o: 'оοօσ0૦๐',
  p: 'рρⲣ',
  q: 'ԛգ',
  r: 'гᴦⲅ',
  s: 'ѕꜱ5',
  t: 'тτᴛ',
  u: 'υսʋᴜ',
  v: 'νѵⅴ',
  w: 'ѡԝաω',
  x: 'хχⅹ×',
  y: 'уγүყ',
  z: 'ᴢʐ',
};

/** Groups that are read as one letter. */
const groups: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
];

const table = new Map(
  Object.entries(looksLike).flatMap(([latin, others]) =>
    Array.from(others, (other) => [other, latin] as const),
  ),
);

/** Characters that are looked at: names are shorter. Ours. */
const charactersMax = 300;

/**
 * What a text looks like at a glance: two texts with the same skeleton may be taken for each other.
 * `i`, `l` and `1` are one.
 */
export function skeleton(text: string): string {
  const plain = text
    .slice(0, charactersMax)
    .normalize('NFKD')
    .replaceAll(/\p{M}|\p{Cf}/gu, '')
    .toLowerCase();
  let like = Array.from(plain, (sign) => table.get(sign) ?? sign).join('');
  for (const [group, one] of groups) like = like.replaceAll(group, one);
  return like.replaceAll(/[il]/gu, 'i');
}

/** Whether a host in Unicode is made to be read as another one in ASCII. */
export function mimicsAscii(readableHost: string): boolean {
  return /[^\0-\x7F]/u.test(readableHost) && readableHost.split('.').some(isMimic);
}

/** Letters of one foreign script that all look Latin, or scripts that no language mixes. */
function isMimic(label: string): boolean {
  if (!/[^\0-\x7F]/u.test(label)) return false;
  const foreign = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
  if (!foreign.test(label)) return false;
  return /\p{Script=Latin}/u.test(label) || /^[a-z\d-]+$/u.test(skeleton(label));
}
