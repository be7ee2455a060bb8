import type { HostileHtml } from './hostile-mail.ts';

const deep = 20_000;

/** Names that scripts of a page might ask the document for. */
const names =
  `app body head title cookie location parentNode attributes nodeName childNodes innerHTML textContent
  getElementById querySelector querySelectorAll createElement currentScript defaultView documentElement
  forms images implementation proof canary ownerDocument contentWindow __proto__ constructor
  hasOwnProperty toString valueOf append remove style className classList firstChild nodeType`.split(
    /\s+/u,
  );

const clobbering = names.map((name) => ({
  what: `clobbering ${name}`,
  html: [
    `<form name="${name}" id="${name}"><input name="${name}" id="${name}"><input name=attributes><input name=nodeName>`,
    `<input name=parentNode><input name=childNodes></form><img name="${name}" id="${name}"><a id="${name}"></a>`,
    `<a id="${name}" name="${name}" href="https://x.test/">x</a><object name="${name}"></object><embed name="${name}">`,
    `<iframe name="${name}"></iframe><p id=app>x</p><p id="m-${name}" class="mail-body message-html">y</p>`,
  ].join(''),
}));

const sizes: readonly HostileHtml[] = [
  { what: 'deep nesting of blocks', html: '<div>'.repeat(deep) },
  {
    what: 'deep nesting of formatting',
    html: `${'<b><i>'.repeat(deep)}<img src=x onerror=alert(1)>`,
  },
  { what: 'deep nesting of tables', html: '<table><tr><td>'.repeat(3_000) },
  { what: 'deep nesting of lists', html: `<ul>${'<li><ul>'.repeat(5_000)}` },
  {
    what: 'deep nesting of quotes',
    html: `${'<blockquote>'.repeat(deep)}<script>alert(1)</script>`,
  },
  { what: 'deep nesting of SVG', html: `${'<svg><g>'.repeat(5_000)}<script>alert(1)</script>` },
  {
    what: 'deep nesting of MathML',
    html: `${'<math><mrow>'.repeat(5_000)}<script>alert(1)</script>`,
  },
  {
    what: 'deep nesting of templates',
    html: `${'<template>'.repeat(3_000)}<img src=x onerror=alert(1)>`,
  },
  {
    what: 'many attributes',
    html: `<p ${Array.from({ length: 20_000 }, (_, at) => `a${at}=1`).join(' ')} onclick=alert(1)>x`,
  },
  {
    what: 'one attribute twice',
    html: '<img src=x onerror=alert(1) onerror= src="http://TRAP/a">',
  },
  { what: 'a long attribute', html: `<p title="${'x'.repeat(500_000)}" onclick=alert(1)>x` },
  { what: 'a long class', html: `<p class="${'x '.repeat(100_000)}">x` },
  { what: 'a long address', html: `<a href="https://x.test/${'x'.repeat(200_000)}">x</a>` },
  { what: 'a long word', html: 'x'.repeat(300_000) },
  { what: 'many elements', html: '<p>x'.repeat(30_000) },
  { what: 'many pictures', html: '<img src="http://TRAP/a">'.repeat(5_000) },
  { what: 'many links', html: '<a href="https://x.test/">y</a> '.repeat(10_000) },
  { what: 'many open tags', html: '<'.repeat(200_000) },
  { what: 'many open comments', html: '<!--'.repeat(100_000) },
  { what: 'many entities', html: '&amp;&lt;'.repeat(50_000) },
  { what: 'many marks', html: `x${'\u0301'.repeat(50_000)}` },
  {
    what: 'a huge table',
    html: '<table><tr><td colspan=99999 rowspan=99999 width=99999999 height=99999999>x</table>',
  },
  {
    what: 'huge measures',
    html: '<img width=999999999 height=999999999 hspace=99999><hr size=99999999><font size=999999>x</font>',
  },
  { what: 'huge columns', html: `<table>${'<colgroup span=1000>'.repeat(500)}<tr><td>x</table>` },
  { what: 'NUL octets', html: '\0<p>\0x\0</p>\0<script\0>alert(1)</script>\0' },
  {
    what: 'control characters',
    html: Array.from({ length: 32 }, (_, at) => `${String.fromCharCode(at)}<p>`).join(''),
  },
  {
    what: 'boxes in boxes that ask one another',
    html: `${'<div style="display:grid"><div style="display:flex;width:50%">'.repeat(150)}x`,
  },
  {
    what: 'tables in tables that ask one another',
    html: `${'<table width="100%"><tr><td width="50%">x<td>'.repeat(60)}x`,
  },
  {
    what: 'many columns',
    html: `<div style="column-count:1000">${'<p>x</p>'.repeat(5_000)}</div>`,
  },
  {
    what: 'many shadows',
    html: `<p style="text-shadow:${'1px 1px 99px red,'.repeat(90)}0 0 red;box-shadow:0 0 9999px 9999px red">${'x'.repeat(5_000)}</p>`,
  },
  { what: 'nothing', html: '' },
  { what: 'only white space', html: ' \n\t\r\f ' },
  {
    what: 'a document in a document',
    html: '<html><head><title>x</title></head><body><html><body><script>alert(1)</script></body></html></body></html><body onload=alert(1)>',
  },
  {
    what: 'XML',
    html: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "http://TRAP/a">]><x>&a;</x>',
  },
  {
    what: 'a billion laughs',
    html: '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;&b;&b;&b;</x>',
  },
  {
    what: 'XSLT',
    html: '<?xml-stylesheet type="text/xsl" href="http://TRAP/a"?><xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><script>alert(1)</script></xsl:template></xsl:stylesheet>',
  },
  {
    what: 'VML',
    html: '<html xmlns:v="urn:schemas-microsoft-com:vml"><v:fill src="http://TRAP/a"/><v:vmlframe xmlns="urn:schemas-microsoft-com:vml" style="behavior:url(#default#vml)" src="http://TRAP/b#x"></v:vmlframe>',
  },
  {
    what: 'a dialog of ours',
    html: '<dialog open class="dialog"><form method=dialog><h2>Session ended</h2><input type=password name=password autofocus><button class="button primary">Sign in</button></form></dialog>',
  },
  {
    what: 'a form that takes what is typed',
    html: '<form action="http://TRAP/" target=_top><label>Password<input type=password autocomplete=current-password></label></form>',
  },
  {
    what: 'what is edited',
    html: '<div contenteditable autofocus oninput=alert(1)>x</div><p draggable=true ondragstart=alert(1) accesskey=x onclick=alert(1)>y</p>',
  },
  {
    what: 'names of frames',
    html: '<a href="https://x.test/" target="_parent">a</a><a href="https://x.test/" target="message">b</a><a href="https://x.test/" target="">c</a>',
  },
  {
    what: 'slots and parts',
    html: '<p slot=x part=y exportparts=z nonce=n is=x-y itemscope itemtype="http://TRAP/a" itemid="http://TRAP/b" about="http://TRAP/c">x</p>',
  },
];

export const documents: readonly HostileHtml[] = [...clobbering, ...sizes];
