/** A leaf as `type/subtype|file name|text`. */
export type OddLeaf = readonly [type: string, name: string, text: string];

/** Odd mail, one character per octet, and the leaves that people should see of it. */
export type OddMail = {
  readonly what: string;
  readonly message: string;
  readonly leaves: readonly OddLeaf[];
};

function lines(...list: readonly string[]): string {
  return list.join('\r\n');
}

const mixed = 'Content-Type: multipart/mixed; boundary=b';

/** Mail as it comes in real life, written by us after what senders and attackers do. */
export const oddMail: readonly OddMail[] = [
  { what: 'nothing at all', message: '', leaves: [['text/plain', '', '']] },
  {
    what: 'a header without its empty line',
    message: 'Subject: x\r\nFrom: a@b',
    leaves: [['text/plain', '', '']],
  },
  {
    what: 'bare line feeds',
    message: `${mixed}\n\n--b\n\none\n--b\n\ntwo\n--b--\n`,
    leaves: [
      ['text/plain', '', 'one'],
      ['text/plain', '', 'two'],
    ],
  },
  {
    what: 'no closing delimiter (RFC 2046 §5.1.2)',
    message: lines(mixed, '', '--b', '', 'one', '--b', '', 'cut off'),
    leaves: [
      ['text/plain', '', 'one'],
      ['text/plain', '', 'cut off'],
    ],
  },
  {
    what: 'the outer delimiter inside an open inner multipart (RFC 2046 §5.1.2)',
    message: lines(
      mixed,
      '',
      '--b',
      'Content-Type: multipart/alternative; boundary=c',
      '',
      '--c',
      '',
      'inner',
      '--b',
      '',
      'outer',
      '--b--',
    ),
    leaves: [
      ['text/plain', '', 'inner'],
      ['text/plain', '', 'outer'],
    ],
  },
  {
    what: 'a boundary that begins another one',
    message: lines(
      mixed,
      '',
      '--b',
      'Content-Type: multipart/mixed; boundary=bb',
      '',
      '--bb',
      '',
      'deep',
      '--bb--',
      '--b',
      '',
      'flat',
      '--b--',
    ),
    leaves: [
      ['text/plain', '', 'deep'],
      ['text/plain', '', 'flat'],
    ],
  },
  {
    what: 'the same boundary inside and outside',
    message: lines(mixed, '', '--b', mixed, '', '--b', '', 'x', '--b--', 'y', '--b--'),
    leaves: [['text/plain', '', 'x']],
  },
  {
    what: 'a digest, whose parts are messages (RFC 2046 §5.1.5)',
    message: lines(
      'Content-Type: multipart/digest; boundary=b',
      '',
      '--b',
      '',
      'Subject: in',
      '',
      'hi',
      '--b--',
    ),
    leaves: [
      ['message/rfc822', '', ''],
      ['text/plain', '', 'hi'],
    ],
  },
  {
    what: 'a multipart without a boundary',
    message: lines('Content-Type: multipart/mixed', '', '--b', '', 'x', '--b--'),
    leaves: [['multipart/mixed', '', lines('--b', '', 'x', '--b--')]],
  },
  {
    what: 'two Content-Types: the first counts',
    message: lines('Content-Type: text/html', 'Content-Type: text/plain', '', 'x'),
    leaves: [['text/html', '', 'x']],
  },
  {
    what: 'a Content-Type that is none',
    message: lines('Content-Type: text', '', 'x'),
    leaves: [['text/plain', '', 'x']],
  },
  {
    what: 'raw octets in names and text without a charset',
    message: lines(
      'Content-Type: text/plain; name="\xfcber.txt"',
      'Content-Transfer-Encoding: 8bit',
      '',
      'gr\xfc\xdfe',
    ),
    leaves: [['text/plain', 'über.txt', 'grüße']],
  },
  {
    what: 'a name in three forms, from a sender that wants to please everybody',
    message: lines(
      'Content-Type: application/pdf; name="=?utf-8?b?w7xiZXIucGRm?="',
      'Content-Disposition: attachment; filename="uber.pdf";',
      ` filename*=utf-8''%C3%BCber.pdf`,
      'Content-Transfer-Encoding: base64',
      '',
      'SGk=',
    ),
    leaves: [['application/pdf', 'über.pdf', 'Hi']],
  },
  {
    what: 'a name in pieces (RFC 2231 §4.1)',
    message: lines(
      'Content-Type: text/plain;',
      ` name*0*=iso-8859-1'de'%FCber; name*1=" das "; name*2*=%DF.txt`,
      '',
      'x',
    ),
    leaves: [['text/plain', 'über das ß.txt', 'x']],
  },
  {
    what: 'quoted-printable with what it must not hold',
    message: lines(
      'Content-Transfer-Encoding: Quoted-Printable',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'a=zz =C3=BC= ',
      'b=3d=',
    ),
    leaves: [['text/plain', '', 'a=zz üb=']],
  },
  {
    what: 'base64 without padding, with blanks and strangers',
    message: lines('Content-Transfer-Encoding: BASE64', '', 'SGVs bG8', '!gd29ybGQ'),
    leaves: [['text/plain', '', 'Hello world']],
  },
  {
    what: 'a charset in which no mail should be',
    message: lines('Content-Type: text/plain; charset="x-unknown"', '', 'gr\xc3\xbc\xc3\x9fe'),
    leaves: [['text/plain', '', 'grüße']],
  },
  {
    what: 'an encoded message, which stays whole (RFC 2046 §5.2.1)',
    message: lines(
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: base64',
      '',
      'U3ViamVjdDogeA0KDQpoaQ==',
    ),
    leaves: [['message/rfc822', '', 'Subject: x\r\n\r\nhi']],
  },
  {
    what: 'dashes that are no delimiter',
    message: lines(mixed, '', '--b', '', '--', '-- ', '--bx', ' --b', 'x', '--b-- '),
    leaves: [['text/plain', '', lines('--', '-- ', '--bx', ' --b', 'x')]],
  },
];
