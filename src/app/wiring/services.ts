import { type Clock, systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import type { Settings } from '#app/settings.ts';
import { openSecretBox } from '#app/load-secret-key.ts';
import { openResolver } from '#app/wiring/resolver.ts';
import { type SenderChecks, senderChecks } from '#app/wiring/sender-checks.ts';
import { signers } from '#app/wiring/signers.ts';
import { ApplicationLog } from '#core/applications/application-log.ts';
import { Applications } from '#core/applications/applications.ts';
import { ThreadTap } from '#core/applications/watch/thread-tap.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import type { LoginDenial } from '#core/auth/login-denial.ts';
import { OpenLogins } from '#core/auth/open-logins.ts';
import { WebSessions } from '#core/auth/web-sessions.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { HoldNotices } from '#core/limits/hold-notices.ts';
import { headerFrom } from '#core/policy/header-from.ts';
import { StoredRewriting } from '#core/policy/srs/stored-rewriting.ts';
import { VacationResponder } from '#core/vacation/vacation-responder.ts';
import { ReceiptReader } from '#core/mdn/receipt-reader.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { RefusalTraces } from '#core/trace/refusal-traces.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import type { SecretBox } from '#core/secrets/secret-box.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import type { Store } from '#store/store.ts';

/** What the sessions of one thread share. */
export type Services = {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly authenticator: Authenticator;
  readonly openLogins: OpenLogins;
  /** Browsers that are signed in. */
  readonly webSessions: WebSessions;
  readonly recipients: Recipients;
  readonly applications: Applications;
  /** Where submissions are watched. */
  readonly tap: ThreadTap;
  readonly mail: Mail;
  readonly delivery: MessageDelivery;
  /** Answers mail of people who are away; stopped with the checks. */
  readonly vacation: VacationResponder;
  /** Of mail from outside; to be stopped with the thread. */
  readonly checks: SenderChecks;
  /** Of sessions whose recipients were all refused; to be flushed with the thread. */
  readonly refusals: RefusalTraces;
  /** Opens what the data folder keeps secret. */
  readonly secrets: SecretBox;
  readonly traceIds: TraceIds;
  /** Undefined where nobody is to be asked. */
  readonly resolver: Resolver | undefined;
};

/** Builds the core services of one thread on its store connection. */
export function buildServices(settings: Settings, store: Store, log: Log): Services {
  const clock = systemClock;
  const { plaintextOnLoopback, bareLogins, passwordBesideSecondStep, hostname } = settings;
  const rewriting = new StoredRewriting(store, clock);
  const recipients = new Recipients(store, rewriting);
  const applications = new Applications(store, recipients, new ApplicationLog(store, clock, log));
  const tap = new ThreadTap(clock);
  const denied = (denial: LoginDenial): void => {
    applications.denied(denial);
    noteDenial(tap, clock, denial);
  };
  const resolver =
    settings.resolver === undefined ? undefined : openResolver(settings.resolver, { clock, log });
  const checks = senderChecks(settings, { store, clock, log, resolver });
  const ids = new TraceIds();
  const secrets = openSecretBox(settings.dataFolder);
  const vacation = new VacationResponder({
    store,
    clock,
    log,
    random: systemRandom,
    recipients,
    ids,
    hostName: hostname,
    delivery: () => delivery,
  });
  const receipts = new ReceiptReader({ store, log });
  const delivery = new MessageDelivery({
    store,
    clock,
    log,
    hostName: hostname,
    policies: [headerFrom(recipients), ...checks.policies],
    observers: [...checks.observers, vacation, receipts],
    rewriting,
    signers: signers({ store, clock, secrets, hostName: hostname }),
    held: (accountId) => holds.tell(accountId),
  });
  const notices = { store, clock, log, delivery, recipients, ids, hostName: hostname };
  const holds = new HoldNotices(notices);
  return {
    settings,
    clock,
    log,
    store,
    authenticator: new Authenticator(store, {
      clock,
      log,
      plaintextOnLoopback,
      bareLogins,
      passwordBesideSecondStep,
      denied,
    }),
    openLogins: new OpenLogins(store, { clock, log, passwordBesideSecondStep }),
    webSessions: new WebSessions(store, { clock, log }),
    recipients,
    applications,
    tap,
    mail: new Mail(store, clock),
    delivery,
    vacation,
    checks: { ...checks, stop: () => stopAll([vacation, receipts, checks]) },
    refusals: new RefusalTraces({ store, clock, log }),
    secrets,
    traceIds: ids,
    resolver,
  };
}

/** In this order: who answers first files what others hear of. */
async function stopAll(parts: readonly { readonly stop: () => Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.stop();
}

/** Tells whoever watches why a login was denied, which the peer does not hear. */
function noteDenial(tap: ThreadTap, clock: Clock, denial: LoginDenial): void {
  const { protocol, connection, reason, login, accountId, remoteAddress } = denial;
  if (!tap.active || connection === undefined || protocol !== 'smtp') return;
  const about = { at: clock.now(), connection, remoteAddress, face: 'submission' };
  tap.note({ kind: 'login-failed', reason, login, accountId, ...about });
}
