/** One message in somebody's mailbox when the demo starts for the first time. */
export type SampleMail = {
  readonly to: 'ada' | 'ben' | 'clara';
  /** A first mailbox of every account; INBOX when left out. */
  readonly mailbox?: 'Sent' | 'Archive' | 'Drafts' | 'Junk';
  readonly hoursAgo: number;
  readonly flags?: readonly ('\\Seen' | '\\Flagged' | '\\Answered' | '\\Draft')[];
  /** The message with LF line ends; `{date}` becomes the date of `hoursAgo`. */
  readonly text: string;
};

/** Real-world shapes: umlauts, HTML, attachments, an invitation, a thread, a long one. */
export function sampleMail(now: number): readonly SampleMail[] {
  return [welcome, ...thread, newsletter, invoice, invitation(now), legacy, longOne, draft, spam];
}

const welcome: SampleMail = {
  to: 'ada',
  hoursAgo: 1,
  text: `From: Postmaster <admin@example.test>
To: Ada Lindqvist <ada@example.test>
Subject: Welcome to your mailbox
Date: {date}
Message-ID: <welcome.1@example.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: 8bit

Hello Ada,

this server is yours to try: send mail to ben@example.test or
clara@example.test, file it, flag it, delete it. Nothing leaves this machine.

— Postamt
`,
};

const thread: readonly SampleMail[] = [
  {
    to: 'ada',
    hoursAgo: 50,
    flags: ['\\Seen', '\\Answered'],
    text: `From: =?utf-8?Q?Ben_Gr=C3=BCnwald?= <ben@example.test>
To: Ada Lindqvist <ada@example.test>
Cc: =?utf-8?Q?Clara_=C3=98stergaard?= <clara@example.test>
Subject: =?utf-8?B?R3LDvG5lcyBCw7xybzogUGZsYW56ZW4gZsO8ciBkZW4gRmx1cg==?=
Date: {date}
Message-ID: <pflanzen.1@example.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Hallo Ada,

f=FCr den Flur brauchen wir noch drei gro=DFe Pflanzen. H=E4ttest du am
Donnerstag Zeit, in die G=E4rtnerei zu fahren?

Gr=FC=DFe
Ben
`,
  },
  {
    to: 'ada',
    mailbox: 'Sent',
    hoursAgo: 49,
    flags: ['\\Seen'],
    text: `From: Ada Lindqvist <ada@example.test>
To: =?utf-8?Q?Ben_Gr=C3=BCnwald?= <ben@example.test>
Subject: =?utf-8?B?UmU6IEdyw7xuZXMgQsO8cm86IFBmbGFuemVuIGbDvHIgZGVuIEZsdXI=?=
Date: {date}
Message-ID: <pflanzen.2@example.test>
In-Reply-To: <pflanzen.1@example.test>
References: <pflanzen.1@example.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Donnerstag passt. Ich nehme den Kombi – 15 Uhr?

> Hättest du am Donnerstag Zeit, in die Gärtnerei zu fahren?
`,
  },
  {
    to: 'ada',
    hoursAgo: 30,
    flags: ['\\Flagged'],
    text: `From: =?utf-8?Q?Clara_=C3=98stergaard?= <clara@example.test>
To: Ada Lindqvist <ada@example.test>,
 =?utf-8?Q?Ben_Gr=C3=BCnwald?= <ben@example.test>
Subject: =?utf-8?B?UmU6IEdyw7xuZXMgQsO8cm86IFBmbGFuemVuIGbDvHIgZGVuIEZsdXI=?=
Date: {date}
Message-ID: <pflanzen.3@example.test>
In-Reply-To: <pflanzen.2@example.test>
References: <pflanzen.1@example.test> <pflanzen.2@example.test>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="clara-alternative"

--clara-alternative
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bitte keine Kakteen ☺ – budget is 120 €.

--clara-alternative
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<html><body><p>Bitte keine <b>Kakteen</b> =E2=98=BA =E2=80=93 budget is 120=
 =E2=82=AC.</p></body></html>

--clara-alternative--
`,
  },
];

const newsletter: SampleMail = {
  to: 'ada',
  hoursAgo: 20,
  text: `From: "City Library" <news@library.example>
To: ada@example.test
Subject: New this week: maps, radio plays & a talk
Date: {date}
Message-ID: <news.47@library.example>
List-Unsubscribe: <https://library.example/unsubscribe?u=47>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/related; boundary="library-related"; type="text/html"

--library-related
Content-Type: text/html; charset="us-ascii"

<html><body style="font-family: Georgia, serif">
<img src="cid:logo@library.example" alt="City Library" width="16" height="16">
<h1>New this week</h1>
<ul><li>Maps of the coast, 1780&ndash;1910</li><li>Eleven radio plays</li></ul>
</body></html>

--library-related
Content-Type: image/png; name="logo.png"
Content-Transfer-Encoding: base64
Content-ID: <logo@library.example>
Content-Disposition: inline; filename="logo.png"

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9
awAAAABJRU5ErkJggg==

--library-related--
`,
};

const invoice: SampleMail = {
  to: 'ben',
  hoursAgo: 12,
  text: `From: "Gärtnerei Möller" <rechnung@gaertnerei.example>
To: ben@example.test
Subject: =?iso-8859-1?Q?Rechnung_2026-118_f=FCr_drei_gro=DFe?=
 =?iso-8859-1?Q?_Pflanzen?=
Date: {date}
Message-ID: <re118@gaertnerei.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="----=_NextPart_118"

This is a multi-part message in MIME format.

------=_NextPart_118
Content-Type: text/plain; charset="windows-1252"
Content-Transfer-Encoding: quoted-printable

Guten Tag,

anbei die Rechnung =FCber 118,00 =80.

------=_NextPart_118
Content-Type: text/csv; charset=utf-8;
 name*=utf-8''Rechnung%20f%C3%BCr%20Gr%C3%BCnwald.csv
Content-Transfer-Encoding: base64
Content-Disposition: attachment;
 filename*0*=utf-8''Rechnung%20f%C3%BCr;
 filename*1*=%20Gr%C3%BCnwald.csv

UG9zdGVuO01lbmdlO1ByZWlzCkdyw7xubGlsaWU7MjszOSwwMApGaWN1czsxOzQwLDAwCg==

------=_NextPart_118--
`,
};

function invitation(now: number): SampleMail {
  const day = new Date(now + 3 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  return {
    to: 'clara',
    hoursAgo: 5,
    text: `From: Ada Lindqvist <ada@example.test>
To: =?utf-8?Q?Clara_=C3=98stergaard?= <clara@example.test>
Subject: Invitation: Planning the move
Date: {date}
Message-ID: <invite.9@example.test>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="invite-9"

--invite-9
Content-Type: text/plain; charset=utf-8

Planning the move, 45 minutes, room 2. Please answer.

--invite-9
Content-Type: text/calendar; charset=utf-8; method=REQUEST
Content-Transfer-Encoding: 7bit

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.test//demo//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:move-planning@example.test
DTSTAMP:${day}T080000Z
DTSTART:${day}T090000Z
DTEND:${day}T094500Z
SUMMARY:Planning the move
LOCATION:Room 2
ORGANIZER;CN=Ada Lindqvist:mailto:ada@example.test
ATTENDEE;RSVP=TRUE:mailto:clara@example.test
END:VEVENT
END:VCALENDAR

--invite-9--
`,
  };
}

const legacy: SampleMail = {
  to: 'ben',
  mailbox: 'Archive',
  hoursAgo: 9_000,
  flags: ['\\Seen'],
  text: `From: lager@example.test (Lager)
To: ben@example.test
Subject: Fwd: Lieferschein
Date: {date}
Message-ID: <fwd.3@example.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=forwarded

--forwarded

Zur Ablage.
--forwarded
Content-Type: message/rfc822

From: fahrer@spedition.example
To: lager@example.test
Subject: =?koi8-r?B?7sHLzMHEzsHR?= 77
Message-ID: <77@spedition.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=koi8-r
Content-Transfer-Encoding: base64

5M/T1MHXzMXOzy4K

--forwarded--
`,
};

/** Paragraphs of the long message, about 60 KB in all. */
const paragraphs = 160;

const longOne: SampleMail = {
  to: 'clara',
  hoursAgo: 100,
  flags: ['\\Seen'],
  text: `From: Minutes <minutes@example.test>
To: clara@example.test
Subject: Minutes of the annual meeting, in full
Date: {date}
Message-ID: <minutes.2026@example.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

${Array.from(
  { length: paragraphs },
  (_, index) => `${index + 1}. The chair asked for remarks on item ${index + 1}. There was a short
discussion about rooms, keys and the order of the agenda. A vote was taken by
show of hands, counted twice, and recorded with all voices in favour. The
treasurer explained the figures and answered questions about the reserve, the
rent and the costs of the new heating. The minutes of last year were approved.
`,
).join('\n')}`,
};

const draft: SampleMail = {
  to: 'ada',
  mailbox: 'Drafts',
  hoursAgo: 2,
  flags: ['\\Draft', '\\Seen'],
  text: `From: Ada Lindqvist <ada@example.test>
To: clara@example.test
Subject: Ideas for the summer party
Date: {date}
Message-ID: <draft.5@example.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

- a boat?
- or the garden again
`,
};

const spam: SampleMail = {
  to: 'ada',
  mailbox: 'Junk',
  hoursAgo: 7,
  text: `From: "WINNER DEPARTMENT" <prize@lottery.example>
To: undisclosed-recipients:;
Subject: =?utf-8?B?8J+OiSBZb3UgaGF2ZSB3b24g8J+OiQ==?=
Date: {date}
Message-ID: <prize@lottery.example>

Reply with your bank details.
`,
};
