/** Words that promise an attachment, in English and German. */
const promises =
  /\b(?:attach(?:ed|ing|ments?)|enclosed|enclosures?|anbei|anhang|anhänge|angehängt\p{L}*|beigefügt\p{L}*|beiliegend\p{L}*|im anhang|in der anlage|als anlage)(?!\p{L})/iu;

/** Whether what somebody wrote (not what they quote) speaks of an attachment. */
export function promisesAttachment(text: string): boolean {
  const own = text
    .replaceAll('\r\n', '\n')
    .split(/^---------- [^\n]+ ----------$|^-- $/mu, 1)[0]
    ?.split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
  return promises.test(own ?? '');
}
