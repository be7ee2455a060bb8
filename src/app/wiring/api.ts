import { systemRandom } from '#base/random.ts';
import type { Services } from '#app/wiring/services.ts';
import { signInParts } from '#app/wiring/sign-in.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';

/** Loads `/api/v1` and gives it what it asks. */
export async function wireApi(services: Services): Promise<HttpHandler> {
  const { api } = await import('#session/http/api/api.ts');
  const { Sending } = await import('#core/sending/sending.ts');
  const { log, clock, authenticator, webSessions } = services;
  const sending = new Sending({ ...services, random: systemRandom });
  const { DeletedMessages } = await import('#core/mailbox/deleted-messages.ts');
  const { OwnTraces } = await import('#core/trace/own-traces.ts');
  const own = {
    ...signInParts(services),
    deleted: new DeletedMessages(services.mail),
    traces: new OwnTraces(services.store),
  };
  return api({ log, clock, authenticator, webSessions, sending, own });
}
