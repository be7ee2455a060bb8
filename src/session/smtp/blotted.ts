/** Characters of a line that are shown of it. Our choice. */
const shownLengthMax = 300;

/** A command as others may see it: what AUTH carries is a secret (RFC 4954 §4). */
export function blotted(line: string): string {
  const [, verb = '', mechanism = '', secret] = /^(AUTH) +(\S+)( +\S.*)?$/iu.exec(line) ?? [];
  if (verb !== '') return `${verb} ${mechanism}${secret === undefined ? '' : ' ***'}`;
  return line.replace(/[^ -~]/gu, '?').slice(0, shownLengthMax);
}
