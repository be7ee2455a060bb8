import type { PostReport } from '#core/reports/sent/report-poster.ts';
import { httpsPost } from '#net/https-post.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** Posts reports over the net, to public addresses alone. */
export function reportPost(resolver: Resolver): PostReport {
  return async (url, body, contentType) => {
    if (!/^https:/iu.test(url)) return { status: 0, text: 'no https URL' };
    const headers = { 'content-type': contentType, 'user-agent': 'Postamt' };
    const asked = { url, headers, body, allowPrivate: false, anyCertificate: true };
    return await httpsPost({ resolver }, asked);
  };
}
