import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

import { parseUpstream, type Upstream } from '#net/dns/upstream.ts';

/** Servers taken from resolv.conf: as many as the C library takes (resolv.conf(5), MAXNS). */
export const nameserversMax = 3;

/**
 * The servers that resolv.conf(5) names, in its order; this machine where it names none.
 *
 * Lines that we do not understand are skipped, as everybody else does.
 */
export function parseResolvConf(text: string): readonly Upstream[] {
  const upstreams: Upstream[] = [];
  for (const line of text.split('\n')) {
    if (upstreams.length === nameserversMax) break;
    const [keyword, address = ''] = line.trim().split(/\s+/u);
    if (keyword === 'nameserver' && isIP(address) !== 0) upstreams.push(parseUpstream(address));
  }
  return upstreams.length === 0 ? [parseUpstream('127.0.0.1')] : upstreams;
}

/** The servers that this machine uses. A file that is not there counts as an empty one. */
export function systemUpstreams(path = '/etc/resolv.conf'): readonly Upstream[] {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return parseResolvConf(text);
}
