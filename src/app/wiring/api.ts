import type { Services } from '#app/wiring/services.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';

/** Loads `/api/v1` and gives it what it asks. */
export async function wireApi({ log, authenticator }: Services): Promise<HttpHandler> {
  const { api } = await import('#session/http/api/api.ts');
  return api({ log, authenticator });
}
