/** No answer came: the network, or the server, is away. Trying again later makes sense. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/** Nobody is signed in any more (401): only signing in again helps. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
}

/** The server asks for patience (429, 503). */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  /** Milliseconds that it wants us to wait; undefined: it did not say. */
  readonly waitMs: number | undefined;

  constructor(message: string, waitMs: number | undefined) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** The server refused or failed: `code` is the problem's type or the status. Not worth a retry by itself. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** One method of a batch failed (RFC 8620 §3.6.2). */
export class MethodFailure extends Error {
  override readonly name = 'MethodFailure';
  readonly type: string;

  constructor(method: string, type: string, description: string | undefined) {
    super(description === undefined ? `${method}: ${type}` : `${method}: ${description}`);
    this.type = type;
  }
}

/** One object of a /set was not changed (RFC 8620 §5.3). */
export class SetFailure extends Error {
  override readonly name = 'SetFailure';
  readonly type: string;

  constructor(type: string, description: string | undefined) {
    super(description ?? type);
    this.type = type;
  }
}
