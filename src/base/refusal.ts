/**
 * An expected "no": core or store says why in a code, a protocol says how (STYLE.md).
 *
 * A refusal is not a bug: it is logged at `info` without a stack and carries no secret.
 */
export class Refusal<Code extends string = string> extends Error {
  override readonly name = 'Refusal';
  readonly code: Code;

  /**
   * @param detail What happened and with which value, for the log and the CLI; never a secret.
   * @param options.cause A fault that nobody has logged: who answers the refusal logs it as an error.
   */
  constructor(code: Code, detail: string = code, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** @throws {Refusal} Always. Usable as an expression: `row ?? refuse('mailbox.absent')`. */
export function refuse<Code extends string>(code: Code, detail?: string): never {
  throw new Refusal(code, detail);
}
