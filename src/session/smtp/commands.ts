import type { SmtpCommandHandler } from '#session/smtp/command.ts';
import { auth } from '#session/smtp/commands/auth.ts';
import { bdat } from '#session/smtp/commands/bdat.ts';
import { data } from '#session/smtp/commands/data.ts';
import { ehlo } from '#session/smtp/commands/ehlo.ts';
import { helo } from '#session/smtp/commands/helo.ts';
import { help } from '#session/smtp/commands/help.ts';
import { mail } from '#session/smtp/commands/mail.ts';
import { noop } from '#session/smtp/commands/noop.ts';
import { quit } from '#session/smtp/commands/quit.ts';
import { rcpt } from '#session/smtp/commands/rcpt.ts';
import { rset } from '#session/smtp/commands/rset.ts';
import { starttls } from '#session/smtp/commands/starttls.ts';
import { unavailable } from '#session/smtp/commands/unavailable.ts';
import { vrfy } from '#session/smtp/commands/vrfy.ts';
import type { SmtpFace } from '#session/smtp/face.ts';

const everywhere: readonly [string, SmtpCommandHandler][] = [
  ['BDAT', bdat],
  ['DATA', data],
  ['ETRN', unavailable], // RFC 1985 §5
  ['EXPN', unavailable], // RFC 5321 §3.5.2, §7.3
  ['HELP', help],
  ['MAIL', mail],
  ['NOOP', noop],
  ['QUIT', quit],
  ['RCPT', rcpt],
  ['RSET', rset],
  ['STARTTLS', starttls],
  ['VRFY', vrfy],
];

const smtp: readonly [string, SmtpCommandHandler][] = [
  ...everywhere,
  ['EHLO', ehlo],
  ['HELO', helo],
];

/** By verb. RFC 2033 §4.1: LMTP has LHLO and neither EHLO nor HELO. */
export const commandsOf: Readonly<Record<SmtpFace, ReadonlyMap<string, SmtpCommandHandler>>> = {
  mx: new Map(smtp),
  submission: new Map([...smtp, ['AUTH', auth]]),
  lmtp: new Map([...everywhere, ['LHLO', ehlo]]),
};
