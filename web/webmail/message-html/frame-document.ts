import { bodyClass } from './css/selectors.ts';

/** How a mail is drawn: as it is, in colours that are made for the dark, or with colours turned. */
export type FrameMode = 'light' | 'dark' | 'inverted';

/** Written into every document that holds mail, beside what its frame and our server forbid. */
export const framePolicy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const start = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${framePolicy}"><meta name="referrer" content="no-referrer">`;

/** A document without anything in it: the ruler is filled by hand. */
export const emptyDocument = `${start}</head><body></body></html>`;

/** The same colours as in `tokens.css`, which the frame cannot see. */
const colours: Readonly<Record<FrameMode, string>> = {
  light: 'color-scheme:light;background:#fff;color:#1b1d24',
  dark: 'color-scheme:dark;background:oklch(21.5% 0.012 262);color:oklch(93% 0.006 260)',
  inverted: 'color-scheme:light;background:#fff;color:#1b1d24',
};

/** What mail looks like where it says nothing, and what it cannot change. */
export function frameStyle(mode: FrameMode, scrolls: boolean): string {
  const ground = mode === 'inverted' ? '#161616' : 'transparent';
  const turned =
    mode === 'inverted'
      ? `.${bodyClass}{filter:invert(0.9) hue-rotate(180deg)!important}
.${bodyClass} img,.${bodyClass} [style*="url("]{filter:invert(1) hue-rotate(180deg)!important}`
      : '';
  return `html{${colours[mode]};margin:0;overflow-x:auto;overflow-y:${scrolls ? 'auto' : 'hidden'};scrollbar-width:thin}
html{background-color:${ground === 'transparent' ? '' : ground}}
body{margin:0}
.${bodyClass}{display:flow-root;box-sizing:border-box;padding:12px 16px;min-width:0;${colours[mode]};font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word;text-size-adjust:none}
.${bodyClass} img:not([height]){max-width:100%}
.${bodyClass} img:not([src]){display:inline-block;box-sizing:border-box;outline:1px dashed #8888;outline-offset:-1px;font-size:11px;color:#777;overflow:hidden}
.${bodyClass} pre{white-space:pre-wrap}
.${bodyClass} a{color:${mode === 'dark' ? 'oklch(76% 0.11 264)' : 'oklch(46% 0.16 264)'}}
.${bodyClass} blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:2px solid #8886}
${turned}`;
}

export type FrameContent = {
  /** From `prepareMail`. */
  readonly body: HTMLElement;
  readonly css: string;
  readonly mode: FrameMode;
  /** 1, or less where the mail is wider than the frame. */
  readonly zoom: number;
  /** Whether the frame is not as high as the mail. */
  readonly scrolls: boolean;
};

/** The whole document of a mail as text. The CSS is ours or filtered: nothing in it ends a style. */
export function frameDocument({ body, css, mode, zoom, scrolls }: FrameContent): string {
  const zoomed = zoom === 1 ? '' : `.${bodyClass}{zoom:${zoom}!important}`;
  const style = `${frameStyle(mode, scrolls)}${zoomed}\n${css}`;
  return `${start}<style>${style}</style></head><body>${body.outerHTML}</body></html>`;
}
