/** Ends the evaluation of a record with a result of its own (RFC 7208 §2.6.6, §2.6.7). */
export class SpfError extends Error {
  override readonly name = 'SpfError';
  readonly result: 'temperror' | 'permerror';

  /** @param reason In a few words; part of the finding. */
  constructor(result: 'temperror' | 'permerror', reason: string) {
    super(reason);
    this.result = result;
  }
}
