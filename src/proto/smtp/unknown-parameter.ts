/** A MAIL or RCPT parameter that no advertised extension defines (RFC 5321 §4.1.1.11). */
export class UnknownParameter extends Error {
  override readonly name = 'UnknownParameter';

  constructor(keyword: string) {
    super(`Parameter ${keyword} is not known here`);
  }
}
