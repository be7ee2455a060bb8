/** A message cannot be written as asked; the fault is with who asks. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';
  /** The field, parameter or part that is meant. */
  readonly where: string;

  constructor(where: string, message: string) {
    super(message);
    this.where = where;
  }
}

/** All controls but the tab; those beyond ASCII are encoded like letters. */
const controls = /(?![\t\u0080-\u009f])\p{Cc}/u;

/**
 * The value in well-formed Unicode, tabs as blanks, no blanks at its ends.
 *
 * @throws {ComposeError} On CR, LF, NUL and other control characters: nothing a value holds may end
 *   its field (RFC 5322 §2.2).
 */
export function checkValue(where: string, value: string): string {
  if (controls.test(value)) {
    throw new ComposeError(where, `${where} holds a line break or another control character`);
  }
  return value
    .toWellFormed()
    .replace(/\t/g, ' ')
    .replace(/^ +| +$/g, '');
}
