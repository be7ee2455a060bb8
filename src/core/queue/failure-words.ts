import type { FailureClass } from '#core/queue/failure-class.ts';

/** Languages in which reports are written. */
export type ReportLanguage = 'de' | 'en';

/** What has happened, and what the sender can do; `{domain}` stands for the recipient's. */
type Advice = { readonly says: string; readonly todo: string };

const english: Readonly<Record<FailureClass, Advice>> = {
  'unknown-address': {
    says: 'There is no such address at {domain}.',
    todo: 'Check the spelling, and ask the recipient for the right address if it seems correct.',
  },
  'mailbox-full': {
    says: 'The mailbox of the recipient is full.',
    todo: 'Tell the recipient by telephone, and send the message again when there is room.',
  },
  'mailbox-closed': {
    says: 'The mailbox of the recipient is closed or does not take mail at the moment.',
    todo: 'Ask the recipient in another way which address to use.',
  },
  'refused-as-spam': {
    says: 'The mail server of {domain} takes your message, or our server, for a source of spam.',
    todo: 'Send this report to your administrator. A message with fewer links may get through.',
  },
  'sender-unproven': {
    says: 'The mail server of {domain} doubts that the message really comes from your domain.',
    todo: 'Send this report to your administrator: SPF, DKIM or DMARC of your domain need care.',
  },
  'sender-refused': {
    says: 'The mail server of {domain} does not accept your sender address.',
    todo: 'Check the sender address in your program, or send this report to your administrator.',
  },
  'not-permitted': {
    says: 'The rules of {domain} do not let you write to this address.',
    todo: 'Ask the recipient to allow your address, or to give you another one.',
  },
  'content-refused': {
    says: 'The mail server of {domain} does not accept what is in the message.',
    todo: 'Remove attachments or send them as a link, and send the message again.',
  },
  'too-big': {
    says: 'The message is larger than {domain} accepts.',
    todo: 'Make the attachments smaller, or send a link to them instead.',
  },
  'no-utf8': {
    says: 'The mail server of {domain} cannot handle addresses with letters such as ü or é.',
    todo: 'Ask the recipient for an address without such letters.',
  },
  'no-tls': {
    says: 'The message could not be sent over a secure connection to {domain}.',
    todo: 'Send this report to your administrator. Nothing was sent unprotected.',
  },
  'host-not-found': {
    says: 'The domain {domain} does not exist or names no mail server that could be found.',
    todo: 'Check the spelling of the part behind the @.',
  },
  'takes-no-mail': {
    says: 'The domain {domain} does not take any mail.',
    todo: 'Check the part behind the @, and ask the recipient for another address.',
  },
  unreachable: {
    says: 'The mail server of {domain} could not be reached.',
    todo: 'Try again later. If it goes on, tell the recipient in another way.',
  },
  loop: {
    says: 'The message went round in circles between mail servers.',
    todo: 'Send this report to your administrator: a forwarding at {domain} is set up wrongly.',
  },
  busy: {
    says: 'The mail server of {domain} is busy or asked us to come back later.',
    todo: 'Send the message again later. If it goes on, tell the recipient in another way.',
  },
  expired: {
    says: 'The message could not be handed over to {domain} in time.',
    todo: 'Send it again later, or reach the recipient in another way.',
  },
  'given-up': {
    says: 'The administrator of our server has stopped trying to send it to {domain}.',
    todo: 'Ask your administrator why before you send it again.',
  },
  other: {
    says: 'The mail server of {domain} did not take the message.',
    todo: 'Its own words below may tell why. If they do not help, ask your administrator.',
  },
};

const german: Readonly<Record<FailureClass, Advice>> = {
  'unknown-address': {
    says: 'Diese Adresse gibt es bei {domain} nicht.',
    todo: 'Prüfen Sie die Schreibweise und fragen Sie sonst nach der richtigen Adresse.',
  },
  'mailbox-full': {
    says: 'Das Postfach des Empfängers ist voll.',
    todo: 'Sagen Sie dem Empfänger telefonisch Bescheid und senden Sie die Nachricht später erneut.',
  },
  'mailbox-closed': {
    says: 'Das Postfach des Empfängers ist geschlossen oder nimmt zurzeit keine Nachrichten an.',
    todo: 'Fragen Sie den Empfänger auf anderem Weg, welche Adresse gilt.',
  },
  'refused-as-spam': {
    says: 'Der Mailserver von {domain} hält Ihre Nachricht oder unseren Server für Werbung (Spam).',
    todo: 'Leiten Sie diesen Bericht an Ihren Administrator weiter. Weniger Links können helfen.',
  },
  'sender-unproven': {
    says: 'Der Mailserver von {domain} bezweifelt, dass die Nachricht von Ihrer Domain stammt.',
    todo: 'Leiten Sie diesen Bericht an Ihren Administrator weiter: Es geht um SPF, DKIM oder DMARC.',
  },
  'sender-refused': {
    says: 'Der Mailserver von {domain} nimmt Ihre Absenderadresse nicht an.',
    todo: 'Prüfen Sie die Absenderadresse in Ihrem Programm oder fragen Sie Ihren Administrator.',
  },
  'not-permitted': {
    says: 'Nach den Regeln von {domain} dürfen Sie nicht an diese Adresse schreiben.',
    todo: 'Bitten Sie den Empfänger, Ihre Adresse zuzulassen oder eine andere zu nennen.',
  },
  'content-refused': {
    says: 'Der Mailserver von {domain} nimmt den Inhalt der Nachricht nicht an.',
    todo: 'Entfernen Sie Anhänge oder senden Sie einen Link darauf, und senden Sie erneut.',
  },
  'too-big': {
    says: 'Die Nachricht ist größer, als {domain} annimmt.',
    todo: 'Verkleinern Sie die Anhänge oder senden Sie stattdessen einen Link darauf.',
  },
  'no-utf8': {
    says: 'Der Mailserver von {domain} kommt mit Buchstaben wie ü oder é in Adressen nicht zurecht.',
    todo: 'Fragen Sie den Empfänger nach einer Adresse ohne solche Buchstaben.',
  },
  'no-tls': {
    says: 'Die Nachricht konnte nicht über eine sichere Verbindung an {domain} gesendet werden.',
    todo: 'Leiten Sie diesen Bericht an Ihren Administrator weiter. Ungeschützt ging nichts hinaus.',
  },
  'host-not-found': {
    says: 'Die Domain {domain} gibt es nicht, oder ihr Mailserver ist nicht zu finden.',
    todo: 'Prüfen Sie die Schreibweise des Teils hinter dem @.',
  },
  'takes-no-mail': {
    says: 'Die Domain {domain} nimmt keine E-Mail an.',
    todo: 'Prüfen Sie den Teil hinter dem @ und fragen Sie nach einer anderen Adresse.',
  },
  unreachable: {
    says: 'Der Mailserver von {domain} war nicht zu erreichen.',
    todo: 'Versuchen Sie es später erneut, oder benachrichtigen Sie den Empfänger auf anderem Weg.',
  },
  loop: {
    says: 'Die Nachricht ist zwischen Mailservern im Kreis gelaufen.',
    todo: 'Leiten Sie diesen Bericht an Ihren Administrator weiter: Eine Weiterleitung ist falsch.',
  },
  busy: {
    says: 'Der Mailserver von {domain} ist überlastet oder bat uns, später wiederzukommen.',
    todo: 'Senden Sie die Nachricht später erneut, oder wählen Sie einen anderen Weg.',
  },
  expired: {
    says: 'Die Nachricht konnte nicht rechtzeitig an {domain} übergeben werden.',
    todo: 'Senden Sie sie später erneut, oder erreichen Sie den Empfänger auf anderem Weg.',
  },
  'given-up': {
    says: 'Der Administrator unseres Servers hat die Zustellung an {domain} beendet.',
    todo: 'Fragen Sie Ihren Administrator nach dem Grund, bevor Sie erneut senden.',
  },
  other: {
    says: 'Der Mailserver von {domain} hat die Nachricht nicht angenommen.',
    todo: 'Seine Worte unten sagen vielleicht warum. Sonst fragen Sie Ihren Administrator.',
  },
};

/** The sentences between those of the failures; `{…}` is filled in. */
const englishFrame = {
  author: 'Mail Delivery',
  failedSubject: 'Not delivered',
  delayedSubject: 'Delayed, not delivered yet',
  failed: 'Your message was not delivered to the addresses below.',
  delayed: 'Your message has not been delivered yet to the addresses below.',
  relayedSubject: 'Handed over',
  relayed: 'Your message has been handed over for the addresses below.',
  untilWhen: 'We go on trying until {date}. You need not send it again.',
  untilSoon: 'We go on trying. You need not send it again.',
  about: 'Subject: {subject}',
  sent: 'Sent: {date}',
  todo: 'What you can do: {todo}',
  expired: 'We have tried since {date} and have given up now.',
  answered: '{host} answered:',
  noAnswer: 'Technical reason:',
  administrator: 'The administrator says:',
  handedOver: '{host} has it now. It sends no reports, so this is the last you hear of it.',
  handedInTime: '{host} has it now and watches the time that you have set.',
  handedTimeless: '{host} has it now. It does not watch the time that you have set.',
  attachedFull: 'Your message is attached.',
  attachedHeader: 'The header of your message is attached, its text is not.',
};

export type ReportFrame = Readonly<Record<keyof typeof englishFrame, string>>;

const germanFrame: ReportFrame = {
  author: 'Mailzustellung',
  failedSubject: 'Nicht zugestellt',
  delayedSubject: 'Verzögert, noch nicht zugestellt',
  failed: 'Ihre Nachricht wurde an die folgenden Adressen nicht zugestellt.',
  delayed: 'Ihre Nachricht konnte an die folgenden Adressen noch nicht zugestellt werden.',
  relayedSubject: 'Übergeben',
  relayed: 'Ihre Nachricht wurde für die folgenden Adressen übergeben.',
  untilWhen: 'Wir versuchen es bis {date} weiter. Sie brauchen sie nicht erneut zu senden.',
  untilSoon: 'Wir versuchen es weiter. Sie brauchen sie nicht erneut zu senden.',
  about: 'Betreff: {subject}',
  sent: 'Gesendet: {date}',
  todo: 'Was Sie tun können: {todo}',
  expired: 'Wir haben es seit {date} versucht und nun aufgegeben.',
  answered: '{host} antwortete:',
  noAnswer: 'Technischer Grund:',
  administrator: 'Der Administrator schreibt dazu:',
  handedOver: '{host} hat sie nun. Er sendet keine Berichte, dies ist daher der letzte.',
  handedInTime: '{host} hat sie nun und achtet auf die Frist, die Sie gesetzt haben.',
  handedTimeless: '{host} hat sie nun. Er achtet nicht auf die Frist, die Sie gesetzt haben.',
  attachedFull: 'Ihre Nachricht ist beigefügt.',
  attachedHeader: 'Der Kopf Ihrer Nachricht ist beigefügt, ihr Text nicht.',
};

/** German for `de` and `de-AT`, English for all others (BCP 47). */
export function reportLanguage(tag: string): ReportLanguage {
  return /^de(?:-|$)/i.test(tag) ? 'de' : 'en';
}

export function reportFrame(language: ReportLanguage): ReportFrame {
  return language === 'de' ? germanFrame : englishFrame;
}

/** What has happened and what to do, for one recipient's domain. */
export function adviceOn(kind: FailureClass, domain: string, language: ReportLanguage): Advice {
  const { says, todo } = (language === 'de' ? german : english)[kind];
  return { says: fill(says, { domain }), todo: fill(todo, { domain }) };
}

/** Puts values in the place of `{name}`, once: what is in a value is left alone. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
