const evil =
  '<p>Hello</p><script>alert(1)</script><img src=x onerror=alert(1)><img src="http://TRAP/a">';

function lines(...list: readonly string[]): string {
  return list.join('\r\n');
}

function base64(text: string, encoding: BufferEncoding = 'utf8'): string {
  return Buffer.from(text, encoding).toString('base64');
}

function html(fields: string, body: string): string {
  return lines('From: a@b.test', 'MIME-Version: 1.0', fields, '', body);
}

const svg = base64(
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="http://TRAP/a"/></svg>',
);

function related(picture: readonly string[], body: string): string {
  return lines(
    'From: a@b.test',
    'Content-Type: multipart/related; boundary=r',
    '',
    '--r',
    'Content-Type: text/html',
    '',
    body,
    '--r',
    ...picture,
    '--r--',
    '',
  );
}

/** Charsets in which a script may look like something else: value of the parameter, octets. */
const charsets: readonly (readonly [charset: string, body: string])[] = [
  ['utf-7', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-'],
  ['unicode-1-1-utf-7', '+ADw-img src=x onerror=alert(1)+AD4-'],
  ['us-ascii', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-'],
  [
    'utf-16',
    '\xFF\xFE<\0s\0c\0r\0i\0p\0t\0>\0a\0l\0e\0r\0t\0(\x001\0)\0<\0/\0s\0c\0r\0i\0p\0t\0>\0',
  ],
  [
    'utf-16be',
    '\0<\0i\0m\0g\0 \0s\0r\0c\0=\0x\0 \0o\0n\0e\0r\0r\0o\0r\0=\0a\0l\0e\0r\0t\0(\x001\0)\0>',
  ],
  ['iso-2022-jp', '<img src="\x1B$B"><img src=x onerror=alert(1)>\x1B(B">'],
  ['iso-2022-kr', '\x1B$)C<img title="\x0E" src=x onerror=alert(1)>'],
  ['hz-gb-2312', '<img title="~{" src=x onerror=alert(1)>~}'],
  ['shift_jis', '<img title="\x81" src=x onerror=alert(1)>'],
  ['gbk', '<img title="\x81" src=x onerror=alert(1)>'],
  ['big5', '<img title="\x81" src=x onerror=alert(1)>'],
  ['euc-jp', '<img title="\x8F" src=x onerror=alert(1)>'],
  ['utf-8', '\xC0\xBCscript\xC0\xBEalert(1)\xC0\xBC/script\xC0\xBE'],
  ['utf-8', '<img title="\xE0" src=x onerror=alert(1)>'],
  ['utf-32', '<\0\0\0s\0\0\0c\0\0\0r\0\0\0'],
  ['x-user-defined', evil],
  ['cp037', 'L\x94\x99alert(1)'],
  ['"utf-8\0"', evil],
  ['nosuch', evil],
  ['', evil],
];

type HostileMessage = { readonly what: string; readonly message: string };

const encodings: readonly HostileMessage[] = [
  ...charsets.map(([charset, body]) => ({
    what: `charset ${JSON.stringify(charset)} ${JSON.stringify(body.slice(0, 20))}`,
    message: html(`Content-Type: text/html; charset=${charset}`, body),
  })),
  ...['base64', 'BASE64 ', 'quoted-printable', '8bit', 'x-uuencode', 'nosuch', ''].map(
    (encoding) => ({
      what: `encoding ${JSON.stringify(encoding)}`,
      message: html(
        `Content-Type: text/html\r\nContent-Transfer-Encoding: ${encoding}`,
        /base64/iu.test(encoding) ? base64(evil) : evil,
      ),
    }),
  ),
  {
    what: 'quoted-printable that cuts a tag',
    message: html(
      'Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable',
      '<scr=\r\nipt>alert(1)</scr=\r\nipt><im=\r\ng src=3Dx onerror=3Dalert(1)>=3',
    ),
  },
  {
    what: 'base64 with rubbish',
    message: html(
      'Content-Type: text/html\r\nContent-Transfer-Encoding: base64',
      base64(evil).replaceAll(/(.{7})/gu, '$1 *\r\n'),
    ),
  },
];

const structures: readonly HostileMessage[] = [
  {
    what: 'two content types',
    message: html('Content-Type: text/plain\r\nContent-Type: text/html', evil),
  },
  {
    what: 'a type with rubbish',
    message: html('Content-Type: text/html;;;; charset="utf-8', evil),
  },
  { what: 'XHTML', message: html('Content-Type: application/xhtml+xml', evil) },
  {
    what: 'SVG as the body',
    message: html('Content-Type: image/svg+xml\r\nContent-Transfer-Encoding: base64', svg),
  },
  { what: 'text that is HTML', message: html('Content-Type: text/plain', evil) },
  { what: 'text/html without a header', message: lines('Content-Type: text/html', evil) },
  {
    what: 'enriched text',
    message: html('Content-Type: text/enriched', `<x-html>${evil}</x-html>`),
  },
  {
    what: 'an alternative with HTML three times',
    message: lines(
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/plain',
      '',
      'safe',
      '--a',
      'Content-Type: text/html',
      '',
      evil,
      '--a',
      'Content-Type: text/html',
      '',
      `${evil}<p title="`,
      '--a',
      'Content-Type: text/html',
      '',
      `">${evil}`,
      '--a--',
    ),
  },
  {
    what: 'a tag in two parts',
    message: lines(
      'Content-Type: multipart/mixed; boundary=a',
      '',
      '--a',
      'Content-Type: text/html',
      '',
      '<img title="',
      '--a',
      'Content-Type: text/html',
      '',
      '" src=x onerror=alert(1)><script>',
      '--a',
      'Content-Type: text/html',
      '',
      'alert(1)</script>',
      '--a--',
    ),
  },
  {
    what: 'text between HTML',
    message: lines(
      'Content-Type: multipart/mixed; boundary=a',
      '',
      '--a',
      'Content-Type: text/html',
      '',
      '<textarea>',
      '--a',
      'Content-Type: text/plain',
      '',
      '</textarea></pre><script>alert(1)</script>',
      '--a',
      'Content-Type: text/html',
      '',
      '<style>',
      '--a',
      'Content-Type: text/plain',
      '',
      '</style><img src=x onerror=alert(1)>',
      '--a--',
    ),
  },
  {
    what: 'HTML in an enclosed message',
    message: lines('Content-Type: message/rfc822', '', 'Content-Type: text/html', '', evil),
  },
  {
    what: 'an open boundary',
    message: lines(
      'Content-Type: multipart/mixed; boundary="a',
      '',
      '--a',
      'Content-Type: text/html',
      '',
      evil,
    ),
  },
  {
    what: 'multiparts in multiparts',
    message: lines(
      ...Array.from(
        { length: 60 },
        (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`,
      ),
      'Content-Type: text/html',
      '',
      evil,
    ),
  },
  {
    what: 'a name that is markup',
    message: html(`Content-Type: text/html; name="</title>${evil}"\r\nSubject: ${evil}`, evil),
  },
];

const pictures: readonly HostileMessage[] = [
  {
    what: 'an SVG behind cid:',
    message: related(
      [
        'Content-Type: image/png',
        'Content-ID: <picture@mail.test>',
        'Content-Transfer-Encoding: base64',
        '',
        svg,
      ],
      '<img src="cid:picture@mail.test"><p style="background:url(cid:picture@mail.test)">',
    ),
  },
  {
    what: 'HTML behind cid:',
    message: related(
      ['Content-Type: text/html', 'Content-ID: <a@b>', '', evil],
      '<img src="cid:a@b"><iframe src="cid:a@b"></iframe><object data="cid:a@b"></object><a href="cid:a@b">x</a><link rel=stylesheet href="cid:a@b">',
    ),
  },
  {
    what: 'a cid: that is more',
    message: related(
      ['Content-Type: image/png', 'Content-ID: <"><img src=x onerror=alert(1)>>', '', 'x'],
      '<img src="cid:&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"><img src="cid:../../jmap/api"><img src="cid:%0d%0a"><img src="cid:%ff"><img src="cid:"><img src="CID:a)">',
    ),
  },
  {
    what: 'cid: in styles',
    message: related(
      ['Content-Type: image/png', 'Content-ID: <a>', '', 'x'],
      `<style>p{background:url("cid:a\\")};b{background:url(http://TRAP/a)") } @import "cid:a"; @import url(cid:a);</style><p>x`,
    ),
  },
  {
    what: 'Content-Location and Content-Base',
    message: related(
      ['Content-Type: image/png', 'Content-Location: http://TRAP/a', '', 'x'],
      '<base href="http://TRAP/"><img src="http://TRAP/a"><img src="a">',
    ),
  },
];

/** Whole messages, one character per octet. */
export const messages: readonly HostileMessage[] = [...encodings, ...structures, ...pictures];
