import type { Unusual } from '#store/send-profile.ts';

/** What a notice of a hold tells. */
export type HoldFacts = {
  /** Whose mail is held. */
  readonly account: string;
  /** As `2026-01-31 10:00 UTC`. */
  readonly since: string;
  readonly unusual: Unusual;
};

/** A notice in one language, for who administers or for who owns the account. */
export type HoldWords = { readonly subject: string; readonly text: string };

type Reader = 'administrator' | 'owner';

/** What somebody is told of a hold, in numbers, and what to do. */
export function holdWords(language: 'de' | 'en', reader: Reader, facts: HoldFacts): HoldWords {
  return language === 'de' ? german(reader, facts) : english(reader, facts);
}

function english(reader: Reader, { account, since, unusual }: HoldFacts): HoldWords {
  const { rule, recipients, strangers, usual, newNetwork, newHour } = unusual;
  const span = rule === 'day' ? 'today' : 'within one hour';
  const what =
    rule === 'day' ? 'Recipients of its usual day' : 'Recipients in its usual busiest hour';
  const lines = [
    `- Recipients ${span}: ${recipients}`,
    `- Of them never written to before: ${strangers} (${percent(unusual)} %)`,
    `- ${what}: ${usual}`,
    ...(newNetwork ? ['- It sends from a network that it had not used before today.'] : []),
    ...(newHour ? ['- It has not sent at this hour of the day before.'] : []),
  ];
  const head = `The account ${account} suddenly sends unlike itself. Its mail has been\naccepted but held since ${since}: nobody gets it.`;
  const todo =
    reader === 'administrator'
      ? `If this is meant, send what is held and take it as usual from now on:\n\n  postamt limit release ${account}\n\nIf not, somebody may know its password. Lock sending, drop what is held, and\nset a new password:\n\n  postamt limit lock ${account} --cancel-held\n  postamt account set-password ${account}`
      : 'If you have sent this, ask your administrator to release it: nothing is lost.\nIf you have not, somebody may know your password: tell your administrator and\nchange it now.';
  return { subject: `Mail of ${account} is held`, text: body(head, 'What was seen:', lines, todo) };
}

function german(reader: Reader, { account, since, unusual }: HoldFacts): HoldWords {
  const { rule, recipients, strangers, usual, newNetwork, newHour } = unusual;
  const span = rule === 'day' ? 'heute' : 'innerhalb einer Stunde';
  const what =
    rule === 'day' ? 'Empfänger an einem üblichen Tag' : 'Empfänger in der sonst stärksten Stunde';
  const lines = [
    `- Empfänger ${span}: ${recipients}`,
    `- Davon noch nie angeschrieben: ${strangers} (${percent(unusual)} %)`,
    `- ${what}: ${usual}`,
    ...(newNetwork ? ['- Es sendet aus einem Netz, das es vor heute nie benutzt hat.'] : []),
    ...(newHour ? ['- Zu dieser Tageszeit hat es bisher nie gesendet.'] : []),
  ];
  const head = `Das Konto ${account} sendet plötzlich anders als sonst. Seine Post wird\nseit ${since} angenommen, aber angehalten: niemand bekommt sie.`;
  const todo =
    reader === 'administrator'
      ? `Wenn das gewollt ist, geben Sie das Angehaltene frei; es gilt dann als üblich:\n\n  postamt limit release ${account}\n\nWenn nicht, kennt vielleicht jemand das Passwort. Sperren Sie das Senden,\nverwerfen Sie das Angehaltene und setzen Sie ein neues Passwort:\n\n  postamt limit lock ${account} --cancel-held\n  postamt account set-password ${account}`
      : 'Wenn Sie das gesendet haben, bitten Sie Ihren Administrator um die Freigabe: es\ngeht nichts verloren. Wenn nicht, kennt vielleicht jemand Ihr Passwort: sagen\nSie es Ihrem Administrator und ändern Sie es jetzt.';
  return {
    subject: `Post von ${account} ist angehalten`,
    text: body(head, 'Was auffiel:', lines, todo),
  };
}

function percent({ recipients, strangers }: Unusual): number {
  return Math.round((100 * strangers) / Math.max(1, recipients));
}

function body(head: string, title: string, lines: readonly string[], todo: string): string {
  return `${head}\n\n${title}\n\n${lines.join('\n')}\n\n${todo}\n`.replaceAll('\n', '\r\n');
}
