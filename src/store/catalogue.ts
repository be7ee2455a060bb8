import { recordApplicationEvent } from '#store/operations/application/application-events.ts';
import { createApplication } from '#store/operations/application/create-application.ts';
import { updateApplication } from '#store/operations/application/update-application.ts';
import { addAppPassword } from '#store/operations/directory/add-app-password.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { createAlias } from '#store/operations/directory/create-alias.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { ensureSetting } from '#store/operations/directory/ensure-setting.ts';
import { updateProfile } from '#store/operations/directory/profile.ts';
import { rehashCredential } from '#store/operations/directory/rehash-credential.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';
import { removeAlias } from '#store/operations/directory/remove-alias.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';
import { removeTenant } from '#store/operations/directory/remove-tenant.ts';
import { restoreAccount } from '#store/operations/directory/restore-account.ts';
import { revokeCredential } from '#store/operations/directory/revoke-credential.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { touchCredential } from '#store/operations/directory/touch-credential.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { updateAlias } from '#store/operations/directory/update-alias.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';
import { addDkimKeys } from '#store/operations/dkim/add-dkim-keys.ts';
import { activateDkimKeys, removeDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { settleDkimKeys } from '#store/operations/dkim/settle-dkim-keys.ts';
import { eraseAccount } from '#store/operations/erasure/erase-account.ts';
import { eraseQueued } from '#store/operations/erasure/erase-queued.ts';
import { eraseTenant } from '#store/operations/erasure/erase-tenant.ts';
import { eraseTraces } from '#store/operations/erasure/erase-traces.ts';
import { keepUpload, pruneUploads } from '#store/operations/jmap/keep-upload.ts';
import {
  addPushSubscription,
  notePush,
  prunePushSubscriptions,
  removePushSubscription,
  updatePushSubscription,
} from '#store/operations/jmap/push-subscriptions.ts';
import {
  lockSending,
  resumeSending,
  settleHeld,
  tellHold,
} from '#store/operations/limits/change-hold.ts';
import { pruneSendCounts } from '#store/operations/limits/prune-send-counts.ts';
import { changeIdentities } from '#store/operations/identity/change-identities.ts';
import { settleIdentities } from '#store/operations/identity/settle-identities.ts';
import { setSendLimit } from '#store/operations/limits/set-send-limit.ts';
import { addMailbox } from '#store/operations/mailbox/add-mailbox.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { renameMailbox } from '#store/operations/mailbox/rename-mailbox.ts';
import { updateMailbox } from '#store/operations/mailbox/update-mailbox.ts';
import { setSubscribed } from '#store/operations/mailbox/set-subscribed.ts';
import { releaseMaildrop } from '#store/operations/maildrop/release-maildrop.ts';
import { takeMaildrop } from '#store/operations/maildrop/take-maildrop.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { pruneArrivals } from '#store/operations/message/prune-arrivals.ts';
import { pruneVanished } from '#store/operations/message/prune-vanished.ts';
import { purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { updateMessages } from '#store/operations/message/update-messages.ts';
import { bounceQueued } from '#store/operations/queue/bounce-queued.ts';
import { changeQueued } from '#store/operations/queue/change-queued.ts';
import { claimDue, releaseClaims } from '#store/operations/queue/claim-due.ts';
import { fileHeld } from '#store/operations/queue/file-held.ts';
import { recordAttempts } from '#store/operations/queue/record-attempts.ts';
import { addSuppression } from '#store/operations/suppression/add-suppression.ts';
import { pruneSuppressions } from '#store/operations/suppression/prune-suppressions.ts';
import { removeSuppression } from '#store/operations/suppression/remove-suppression.ts';
import { pruneSendKeys, releaseSend, reserveSend } from '#store/operations/sending/send-keys.ts';
import { removeTemplate, setTemplate } from '#store/operations/sending/templates.ts';
import { pruneReports } from '#store/operations/reports/prune-reports.ts';
import { addDmarcRows, recordDmarcReport } from '#store/operations/reports/record-dmarc-report.ts';
import { recordFeedbackReport } from '#store/operations/reports/record-feedback-report.ts';
import { recordTlsReport } from '#store/operations/reports/record-tls-report.ts';
import { settleReportPost } from '#store/operations/reports/report-posts.ts';
import { addTallies, reportTallies } from '#store/operations/reports/tallies.ts';
import { routeQueued } from '#store/operations/queue/route-queued.ts';
import { setDestinationRule } from '#store/operations/relay/destination-rule.ts';
import { addSmartHost, removeSmartHost } from '#store/operations/relay/smart-host.ts';
import { setSourceAddress } from '#store/operations/relay/source-address.ts';
import { pruneTraces } from '#store/operations/trace/prune-traces.ts';
import { recordTrace, recordTraces } from '#store/operations/trace/record-trace.ts';
import { keepStsPolicy } from '#store/operations/transport/keep-sts-policy.ts';
import { setOwnStsPolicy } from '#store/operations/transport/own-sts-policy.ts';
import {
  removeWebhook,
  rotateWebhookSecret,
  setWebhookEnabled,
} from '#store/operations/webhook/change-webhook.ts';
import { claimWebhookEvents } from '#store/operations/webhook/claim-webhook-events.ts';
import { createWebhook } from '#store/operations/webhook/create-webhook.ts';
import { noteComplaint } from '#store/operations/webhook/note-complaint.ts';
import { pruneWebhookEvents } from '#store/operations/webhook/prune-webhook-events.ts';
import { recordWebhookAnswer } from '#store/operations/webhook/record-webhook-answer.ts';
import { redeliverWebhookEvent } from '#store/operations/webhook/webhook-events.ts';
import { addWebSession } from '#store/operations/web-session/add-web-session.ts';
import { endWebSessions } from '#store/operations/web-session/end-web-sessions.ts';
import { pruneWebSessions } from '#store/operations/web-session/prune-web-sessions.ts';
import {
  confirmWebSession,
  touchWebSession,
} from '#store/operations/web-session/touch-web-session.ts';
import {
  pruneLoginBudgets,
  settleLoginTry,
  takeLoginTry,
} from '#store/operations/sign-in/login-budget.ts';
import {
  addPasskey,
  removePasskey,
  renamePasskey,
  touchPasskey,
} from '#store/operations/sign-in/passkeys.ts';
import {
  confirmTotp,
  removeTotp,
  setRecoveryCodes,
  startTotp,
  takeRecoveryCode,
  takeTotpStep,
} from '#store/operations/sign-in/totp.ts';
import { useChallenge } from '#store/operations/sign-in/use-challenge.ts';
import {
  cancelSubmission,
  removeSubmissions,
} from '#store/operations/submission/change-submissions.ts';
import { expireSubmissions, pruneGoneObjects } from '#store/operations/submission/prune-objects.ts';
import { noteReceipt } from '#store/operations/submission/note-reports.ts';
import { setVacation } from '#store/operations/vacation/vacation.ts';
import {
  pruneVacationAnswers,
  takeVacationAnswer,
} from '#store/operations/vacation/vacation-answers.ts';
import type { WriteOperation } from '#store/operation.ts';

/**
 * Every write operation: how the writer thread finds the body of a request by its name. Reads run on
 * the thread that asks and need no entry. A test proves that none is missing.
 */
export const writeOperations: readonly WriteOperation<never, unknown>[] = [
  // application
  createApplication,
  recordApplicationEvent,
  updateApplication,
  // directory
  addAppPassword,
  createAccount,
  createDomain,
  createTenant,
  createAlias,
  ensureSetting,
  rehashCredential,
  removeAccount,
  removeAlias,
  removeDomain,
  removeTenant,
  restoreAccount,
  revokeCredential,
  setCredential,
  touchCredential,
  updateAccount,
  updateAlias,
  updateProfile,
  updateTenant,
  // dkim
  activateDkimKeys,
  settleDkimKeys,
  addDkimKeys,
  removeDkimKeys,
  // erasure
  eraseAccount,
  eraseQueued,
  eraseTenant,
  eraseTraces,
  // identity
  changeIdentities,
  settleIdentities,
  // jmap
  addPushSubscription,
  keepUpload,
  notePush,
  prunePushSubscriptions,
  pruneUploads,
  removePushSubscription,
  updatePushSubscription,
  // limits
  lockSending,
  pruneSendCounts,
  resumeSending,
  setSendLimit,
  settleHeld,
  tellHold,
  // mailbox
  addMailbox,
  updateMailbox,
  createMailbox,
  deleteMailbox,
  renameMailbox,
  setSubscribed,
  // maildrop
  releaseMaildrop,
  takeMaildrop,
  // message
  appendMessages,
  copyMessages,
  deliver,
  expungeMessages,
  moveMessages,
  pruneArrivals,
  pruneVanished,
  purgeRecoverable,
  restoreMessages,
  setFlags,
  updateMessages,
  // trace
  pruneTraces,
  recordTrace,
  recordTraces,
  // queue
  bounceQueued,
  fileHeld,
  changeQueued,
  claimDue,
  releaseClaims,
  recordAttempts,
  routeQueued,
  // relay
  addSmartHost,
  removeSmartHost,
  setDestinationRule,
  setSourceAddress,
  // sending
  pruneSendKeys,
  releaseSend,
  removeTemplate,
  reserveSend,
  setTemplate,
  // submission
  cancelSubmission,
  noteReceipt,
  removeSubmissions,
  expireSubmissions,
  pruneGoneObjects,
  // suppression
  addSuppression,
  pruneSuppressions,
  removeSuppression,
  // reports
  addDmarcRows,
  addTallies,
  pruneReports,
  recordDmarcReport,
  recordFeedbackReport,
  recordTlsReport,
  reportTallies,
  settleReportPost,
  // transport
  keepStsPolicy,
  setOwnStsPolicy,
  // vacation
  pruneVacationAnswers,
  setVacation,
  takeVacationAnswer,
  // web-session
  addWebSession,
  confirmWebSession,
  endWebSessions,
  pruneWebSessions,
  touchWebSession,
  // sign-in
  addPasskey,
  confirmTotp,
  pruneLoginBudgets,
  removePasskey,
  removeTotp,
  renamePasskey,
  setRecoveryCodes,
  settleLoginTry,
  startTotp,
  takeLoginTry,
  takeRecoveryCode,
  takeTotpStep,
  touchPasskey,
  useChallenge,
  // webhook
  claimWebhookEvents,
  createWebhook,
  noteComplaint,
  pruneWebhookEvents,
  recordWebhookAnswer,
  redeliverWebhookEvent,
  removeWebhook,
  rotateWebhookSecret,
  setWebhookEnabled,
];
