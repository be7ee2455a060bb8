/** What the sessions of one listener have counted, for the operator. */
export type ErrorTally = {
  /** Errors of the peers. */
  errors: number;
  /** Sessions that ended because of them. */
  closed: number;
};

/** What one peer may do wrong before its session ends, counted for the operator too. */
export class ErrorBudget {
  readonly #errorsMax: number;
  readonly #tally: ErrorTally;
  #errors = 0;

  constructor(errorsMax: number, tally: ErrorTally = { errors: 0, closed: 0 }) {
    this.#errorsMax = errorsMax;
    this.#tally = tally;
  }

  /** Errors that are not forgiven. */
  get errors(): number {
    return this.#errors;
  }

  /**
   * Counts an error.
   *
   * @param options.over Whether the session ends anyway: then it does not end for its errors.
   * @returns True when the session is to end because of it.
   */
  spend({ over }: { readonly over: boolean }): boolean {
    this.#tally.errors++;
    if (++this.#errors < this.#errorsMax || over) return false;
    this.#tally.closed++;
    return true;
  }

  /** Forgives one error, for a command that was right. */
  forgiveOne(): void {
    if (this.#errors > 0) this.#errors--;
  }

  forgiveAll(): void {
    this.#errors = 0;
  }
}
