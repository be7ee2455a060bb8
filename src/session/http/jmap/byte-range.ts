/** Octets from `start` to `end`, the end excluded. */
export type ByteRange = { readonly start: number; readonly end: number };

const rangeForm = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/u;

/**
 * The one range that a Range field asks for of `size` octets (RFC 9110 §14.1.2); undefined for none,
 * for several, and for what is no such field: then everything is sent.
 */
export function parseRange(
  field: string | null,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = rangeForm.exec(field ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  if (first === '') {
    const length = Math.min(size, Number(last));
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(size, Number(last) + 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}
