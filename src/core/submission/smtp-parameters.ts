import type { EnvelopeAddress, SmtpWishes } from '#core/submission/submission-envelope.ts';
import { SubmitRefusal } from '#core/submission/submit-refusal.ts';
import { ParseError } from '#proto/cursor.ts';
import { encodeUtf8 } from '#proto/smtp/characters.ts';
import { type MailArguments, parseMailArguments } from '#proto/smtp/mail-arguments.ts';
import { parseRcptArguments, type RcptArguments } from '#proto/smtp/rcpt-arguments.ts';
import { UnknownParameter } from '#proto/smtp/unknown-parameter.ts';
import { encodeXtext } from '#proto/smtp/xtext.ts';

/** Parameters of one address; more than all extensions together define. Our choice. */
const wishesMax = 20;

/** Characters of a value; ORCPT has most (RFC 3461 §5.4: 500 octets). */
const valueCharactersMax = 500;

const keywordForm = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/u;

/** What MAIL would say. @throws {SubmitRefusal} `submission.envelope`. */
export function mailWishes({ email, parameters }: EnvelopeAddress): MailArguments {
  return parsed('mailFrom', () =>
    parseMailArguments(`FROM:<${encodeUtf8(email)}>${written(parameters)}`),
  );
}

/** What RCPT would say. @throws {SubmitRefusal} `submission.envelope`. */
export function rcptWishes({ parameters }: EnvelopeAddress): RcptArguments | undefined {
  if (parameters === null || Object.keys(parameters).length === 0) return undefined;
  return parsed('rcptTo', () => parseRcptArguments(`TO:<a@a.invalid>${written(parameters)}`));
}

function parsed<T>(where: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const why =
      error instanceof ParseError || error instanceof UnknownParameter ? error.message : undefined;
    if (why === undefined) throw error;
    throw refused(`${where}: ${why}`);
  }
}

/** As they stand in a command; values that SMTP wants encoded are encoded (RFC 8621 §7). */
function written(parameters: SmtpWishes | null): string {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > wishesMax) throw refused(`An address has ${wishesMax} parameters at most`);
  return entries
    .map(([keyword, value]) => {
      if (!keywordForm.test(keyword)) throw refused(`"${keyword}" is no parameter of SMTP`);
      return value === null ? ` ${keyword}` : ` ${keyword}=${encoded(keyword, value)}`;
    })
    .join('');
}

function encoded(keyword: string, value: string): string {
  const tooLong = value.length > valueCharactersMax;
  if (tooLong) throw refused(`${keyword} has ${valueCharactersMax} characters at most`);
  switch (keyword.toUpperCase()) {
    case 'ENVID':
      return encodeXtext(encodeUtf8(value)); // RFC 3461 §4.4
    case 'ORCPT': {
      const [type = '', ...address] = value.split(';');
      const plain = encodeUtf8(address.join(';'));
      const text = type.toLowerCase() === 'utf-8' ? plain : encodeXtext(plain);
      return `${type};${text}`; // RFC 3461 §4.2, RFC 6533 §3
    }
    default:
      return encodeUtf8(value);
  }
}

function refused(why: string): SubmitRefusal {
  return new SubmitRefusal('submission.envelope', why, { properties: ['envelope'] });
}
