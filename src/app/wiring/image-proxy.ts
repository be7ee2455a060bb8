import { readFileSync } from 'node:fs';

import type { Services } from '#app/wiring/services.ts';
import { type GetRequest, guardedGet } from '#net/guarded-get.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';

/** Loads `/proxy/image`. Without a table [resolver] it dials nobody. */
export async function wireImageProxy(services: Services): Promise<HttpHandler> {
  const { imageProxy } = await import('#session/http/image-proxy.ts');
  const { authenticator, webSessions, resolver, settings } = services;
  if (resolver === undefined) return imageProxy({ authenticator, webSessions, get: undefined });
  const file = settings.relay?.authorities;
  const authorities = file === undefined ? undefined : readFileSync(file, 'utf8');
  const get = (request: GetRequest) => guardedGet({ resolver, authorities }, request);
  return imageProxy({ authenticator, webSessions, get });
}
