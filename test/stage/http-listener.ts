import { silentLog } from '#base/log.ts';
import { ConnectionBudget, makeBudgetMemory } from '#net/connection-budget.ts';
import { HttpAcceptor, type HttpHandler } from '#net/http-acceptor.ts';
import { Listener } from '#net/listener.ts';

/** Serves a handler by HTTP on a free port of loopback; the test has to `destroy` it. */
export async function httpListener(handler: HttpHandler): Promise<Listener> {
  const limits = { perListenerMax: 0, perAddressMax: 0 };
  return await Listener.open({
    name: 'http',
    address: '127.0.0.1',
    port: 0,
    reusePort: false,
    tls: undefined,
    budget: new ConnectionBudget(makeBudgetMemory(1), { edge: 0, seed: 1, limits }),
    slot: 0,
    busyText: '',
    proxies: undefined,
    idPrefix: 'h',
    acceptor: new HttpAcceptor({ handler, secure: false, log: silentLog }),
  });
}
