/** Letters of a subject that become a name; some systems take no more than 255 octets. Our choice. */
const lettersMax = 60;

/** What a message is called as a file: its subject, without what file systems do not take. */
export function fileNameOf(subject: string | null): string {
  const safe = (subject ?? '')
    .replaceAll(/[\p{C}\\/:*?"<>|]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/^[.\s]+/u, '');
  const letters = Array.from(safe).slice(0, lettersMax).join('').trim();
  return `${letters === '' ? 'message' : letters}.eml`;
}
