/**
 * Formats numbers as the shortest sequence-set: runs become `a:b` (RFC 9051 §4.1.1).
 *
 * @param numbers In the order to be told; only ascending neighbours are joined, so that the pairs
 * of a COPYUID keep their order (RFC 9051 §7.1).
 */
export function formatUidSet(numbers: ArrayLike<number>): string {
  let text = '';
  let at = 0;
  while (at < numbers.length) {
    const first = numbers[at] ?? 0;
    let last = first;
    while (++at < numbers.length && numbers[at] === last + 1) last++;
    if (text !== '') text += ',';
    text += last === first ? first : `${first}:${last}`;
  }
  return text;
}
