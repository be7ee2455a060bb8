import type { Services } from '#app/wiring/services.ts';
import type { StoreHost } from '#app/wiring/store-host.ts';
import { pushPost } from '#app/wiring/push-post.ts';
import { reportPost } from '#app/wiring/report-post.ts';
import { webhookPost } from '#app/wiring/webhook-post.ts';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import type { PushRequestWorld } from '#core/push/push-request.ts';
import { PushSender } from '#core/push/push-sender.ts';
import { openVapidKey } from '#core/push/vapid.ts';
import { dmarcReports, tlsReports } from '#core/reports/sent/daily-reports.ts';
import { ReportPoster } from '#core/reports/sent/report-poster.ts';
import { ReportSender } from '#core/reports/sent/report-sender.ts';
import { keyNotices } from '#core/signing-keys/key-notices.ts';
import { KeyRotation } from '#core/signing-keys/key-rotation.ts';
import { Retention } from '#core/retention/retention.ts';
import { WebhookSender } from '#core/webhooks/webhook-sender.ts';
import { dkimRotation } from '#jobs/dkim-rotation.ts';
import { housekeeping } from '#jobs/housekeeping.ts';
import { pushes } from '#jobs/pushes.ts';
import { reportJobs, reportPosts } from '#jobs/report-jobs.ts';
import { type Job, Schedule } from '#jobs/schedule.ts';
import { webhooks } from '#jobs/webhooks.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

export type JobsWorld = {
  readonly clock: Clock;
  readonly log: Log;
  /** The main thread's; undefined where nobody outside is asked for anything. */
  readonly services: Services | undefined;
};

/** Starts what the clock drives, on the main thread. */
export function startJobs(
  { store, compact }: Pick<StoreHost, 'store' | 'compact'>,
  { clock, log, services }: JobsWorld,
): Schedule {
  const schedule = new Schedule(clock, log);
  schedule.start([
    ...housekeeping({ retention: new Retention(store, clock), compact }),
    ...(services === undefined ? [] : outsideJobs(services)),
  ]);
  return schedule;
}

/** What needs the DNS, or goes to other servers. */
function outsideJobs(services: Services): readonly Job[] {
  const { store, clock, log, resolver, delivery, recipients, traceIds, settings } = services;
  const secrets = () => services.secrets;
  if (resolver === undefined) return [];
  const { hostname: hostName } = settings;
  const { observers } = services.checks;
  const mail = { delivery, recipients, ids: traceIds, hostName, observers };
  const world = { store, clock, log, resolver, ...mail };
  const reports = reportJobs({
    clock,
    random: systemRandom,
    dmarc: new ReportSender(world, dmarcReports),
    tls: new ReportSender(world, tlsReports),
  });
  const keys = { store, clock, log, secrets, resolver, notices: keyNotices(world) };
  return [...reports, dkimRotation(new KeyRotation(keys)), ...postJobs(services, resolver)];
}

/** Nobody is told anything where no mail goes out. */
function postJobs(services: Services, resolver: Resolver): readonly Job[] {
  const { store, clock, log, secrets } = services;
  const { relay } = services.settings;
  if (relay === undefined) return [];
  const post = webhookPost(resolver, relay);
  const posts = new ReportPoster({ store, clock, log, post: reportPost(resolver) });
  const sender = new WebhookSender({ store, clock, random: systemRandom, log, secrets, post });
  const contact = `mailto:postmaster@${services.settings.hostname}`;
  let requests: Promise<PushRequestWorld> | undefined;
  const pushSender = new PushSender({
    store,
    clock,
    log,
    post: pushPost(resolver, relay),
    requests: () =>
      (requests ??= openVapidKey(store, services.secrets).then((vapid) => ({
        vapid,
        random: systemRandom,
        contact,
      }))),
  });
  return [reportPosts(posts), webhooks(sender), pushes(pushSender)];
}
