export type {
  EnvelopeAddress,
  SmtpWishes,
  SubmissionEnvelope,
} from '#store/submission-envelope.ts';
