import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { filterStyleAttribute, filterStyleSheet } from './filter-css.ts';
import { cssCharactersMax } from './tokens.ts';

const pictures = (address: string) =>
  address === 'cid:1' ? 'data:image/png;base64,AA' : undefined;

const sheet = (css: string, dark = false) => filterStyleSheet(css, { pictures, dark }).css.trim();
const style = (css: string) => filterStyleAttribute(css, pictures);

test('What mail is made of stays', () => {
  assert.equal(
    sheet(
      '.a > P:hover, #b { color: RED; margin: 0 auto !important; font: 12px/1.5 "Arial", serif }',
    ),
    '.mail-body .m-a>p:hover,.mail-body #m-b{color:RED;margin:0 auto!important;font:12px/1.5 "Arial", serif}',
  );
  assert.equal(
    style('background:#fff url(cid:1) no-repeat; width:calc(100% - 2em)'),
    'background:#fff url("data:image/png;base64,AA") no-repeat;width:calc(100% - 2em)',
  );
  assert.equal(
    sheet('@media only screen and (max-device-width: 600px) { td { display:block } }'),
    '@media only screen and (max-width:600px){.mail-body td{display:block}\n}',
  );
});

test('The body of the mail is the element that stands for it', () => {
  assert.equal(
    sheet('html, body { margin:0 } body.k p{color:red} * {color:blue}'),
    '.mail-body,.mail-body{margin:0}\n.mail-body.m-k p{color:red}\n.mail-body *{color:blue}',
  );
  assert.equal(sheet('p body { color:red } :root{color:red}'), '.mail-body{color:red}');
});

test('Whether it is dark is answered here', () => {
  const css = '@media (prefers-color-scheme: dark) { p { color:#fff } }';
  assert.match(sheet(css, true), /^@media \(min-width:0\)/u);
  assert.match(sheet(css, false), /^@media \(max-width:0\)/u);
  assert.equal(filterStyleSheet(css, { pictures, dark: false }).knowsDark, true);
});

test('What loads, moves or hides goes, however it is written', () => {
  const gone = [
    'position:fixed;top:0',
    'position:sticky',
    'background:u\\72l(http://x.test/)! important;x:y',
    'background-image:image-set("http://x.test/" 1x)',
    'background-image:image-set/**/("http://x.test/" 1x)',
    'background:cross-fade(url(http://x.test/), red)',
    'background:url(http://x.test/',
    'list-style-image:url(http://x.test/)',
    'cursor:url(http://x.test/),auto',
    'content:url(http://x.test/)',
    'width:expression(alert(1))',
    'behavior:url(x.htc)',
    '-moz-binding:url(x)',
    'filter:url(#x)',
    'color:var(--x)',
    '--x:url(http://x.test/)',
    'width:attr(data-x)',
    'width:1e9px',
    'height:100vh',
    'font-size:5000px',
    'transform:translate(0,-100px)',
    'z-index:9',
    'animation:x 1s',
    'color:red}',
    'color:"\n',
  ];
  for (const css of gone) {
    assert.doesNotMatch(
      style(css),
      /url\((?!"data:)|http|position|expression|e9|vh|attr|var|content/u,
      css,
    );
    assert.doesNotMatch(
      sheet(`p{${css}}`),
      /url\((?!"data:)|http|position|expression|e9|vh|attr|var/u,
      css,
    );
  }
  for (const rule of [
    '@import "http://x.test/";',
    '@\\69mport url(http://x.test/);',
    '@font-face{font-family:a;src:url(http://x.test/)}',
    '@namespace x url(http://x.test/);',
    '@keyframes x{from{color:red}}',
    '@supports (color:red){p{color:red}}',
    'a[href^="http"]{color:red}',
    'input[value^=a]{background:url(http://x.test/a)}',
    'p::after{content:"x"}',
    'a:visited{color:red}',
    'p:has(a){color:red}',
    '@media (min-aspect-ratio: 1/1) { p {color:red} }',
  ]) {
    assert.equal(sheet(rule), '', rule);
  }
});

test('Nothing ends a style element or an attribute', () => {
  const names = sheet('.\\3c\\/style\\3e{color:red} #a\\"b{color:red}');
  assert.match(names, /^\.mail-body \.m-\\3c \\2f style\\3e \{/u);
  assert.doesNotMatch(style('font-family:"</style><script>","\'>"'), /[<>']/u);
});

test('Any text whatever becomes CSS without addresses, tags or open strings', () => {
  const words = [
    ...'url( " \' \\ /* */ { } ( ) [ ] ; : , @media @import http://x.test/ background: color: red'.split(
      ' ',
    ),
    ...'<!-- --> </style> \\75rl( .a #b !important image-set( screen 😀'.split(' '),
    ' ',
    '\n',
    '\0',
    '\u202E',
  ];
  const text = fc
    .array(fc.constantFrom(...words), { maxLength: 60 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (css) => {
      for (const written of [sheet(css), style(css)]) {
        assert.doesNotMatch(written, /[<\0]|url\((?!"data:image)|@import|image-set\(/u);
        assert.equal((written.match(/"/gu) ?? []).length % 2, 0);
      }
    }),
    { numRuns: 2_000, seed: 4 },
  );
});

test('Endless CSS ends', () => {
  const started = performance.now();
  sheet('a{'.repeat(cssCharactersMax));
  sheet('@media all{'.repeat(100_000));
  sheet('('.repeat(cssCharactersMax));
  sheet('p{color:red}'.repeat(100_000));
  assert.ok(performance.now() - started < 5_000);
});
