/**
 * Icons as strokes on a 20-unit square, in the colour of the text beside them. They are decoration:
 * what a control does is said by its label.
 */
const paths = {
  archive: 'M3 4.5h14v3H3zM4.5 7.5v8h11v-8M8 10.5h4',
  attach:
    'M15.5 9.5l-5.6 5.6a3.5 3.5 0 0 1-5-5l6-6a2.4 2.4 0 0 1 3.4 3.4l-5.9 5.9a1.2 1.2 0 0 1-1.7-1.7l5.2-5.2',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  close: 'M5 5l10 10M15 5 5 15',
  collapse: 'M5 8l5 5 5-5',
  compose: 'M4 16l.8-3.2L13.5 4.1l2.4 2.4-8.7 8.7zM11.8 5.8l2.4 2.4',
  download: 'M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12',
  drafts: 'M11.5 3H5.5v14h9V6zM11.5 3v3h3M8 10h4M8 13h4',
  expand: 'M8 5l5 5-5 5',
  flag: 'M5 17V3.5M5 4h9.5l-2 3.2 2 3.3H5',
  folder: 'M3 5.5h5l1.5 2H17v8.5H3z',
  forward: 'M11.5 5l5 5-5 5M16 10H9.5A5.5 5.5 0 0 0 4 15.5',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM8 8a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.1M10 13.6v.1',
  important: 'M10 4v7.5M10 15v.1',
  inbox: 'M3 11.5 5 4.5h10l2 7v4H3zM3 11.5h4l1 2h4l1-2h4',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9v5M10 6.4v.1',
  junk: 'M7 3h6l4 4v6l-4 4H7l-4-4V7zM10 6.5v4.5M10 13.5v.1',
  key: 'M12.5 11.5a4 4 0 1 0-3.6-2.3L3.5 14.5v2h2.5v-1.8h1.8v-1.8l1.9-1.7a4 4 0 0 0 2.8.3zM13.5 6.5v.1',
  mail: 'M3 5h14v10.5H3zM3.5 5.5 10 11l6.5-5.5',
  mailOpen: 'M3 8.5 10 3.5l7 5v7.5H3zM3.5 8.8 10 13l6.5-4.2',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  more: 'M4.5 9.5h1v1h-1zM9.5 9.5h1v1h-1zM14.5 9.5h1v1h-1z',
  move: 'M3 16V5.5h5l1.5 2H17V11M8 13.5h8M13.5 11l2.5 2.5-2.5 2.5',
  offline:
    'M3 3l14 14M5 9.5a8 8 0 0 1 2.6-1.6M15 9.5a8 8 0 0 0-4-2M7.5 12.5a4 4 0 0 1 4-.7M10 15.5v.1',
  plus: 'M10 4.5v11M4.5 10h11',
  print: 'M6 7.5v-4h8v4M6 14H3.5V7.5h13V14H14M6 11.5h8v5H6z',
  refresh: 'M15.5 8.5A6 6 0 1 0 16 11M16 4.5v4h-4',
  reply: 'M8.5 5l-5 5 5 5M4 10h6.5a5.5 5.5 0 0 1 5.5 5.5',
  replyAll: 'M6 5.5 1.5 10 6 14.5M11 5.5 6.5 10l4.5 4.5M7 10h5.5a5.5 5.5 0 0 1 5.5 5.5',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  sent: 'M17 3 9 11M17 3l-5 14-3-6-6-3z',
  settings:
    'M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7M10.5 6a2 2 0 1 0 4 0 2 2 0 0 0-4 0zM5.5 14a2 2 0 1 0 4 0 2 2 0 0 0-4 0z',
  signOut: 'M8.5 3.5H4v13h4.5M12 6.5l3.5 3.5L12 13.5M15.5 10H7.5',
  spam: 'M7 3h6l4 4v6l-4 4H7l-4-4V7zM7.5 7.5l5 5M12.5 7.5l-5 5',
  trash: 'M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5',
  undo: 'M7.5 4 4 7.5 7.5 11M4.5 7.5h7a4 4 0 0 1 0 8H8',
  user: 'M10 10.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6zM3.8 17a6.3 6.3 0 0 1 12.4 0',
  bold: 'M6 4h4.6a3 3 0 0 1 0 6H6zM6 10h5.4a3 3 0 0 1 0 6H6z',
  bullets: 'M8 5h9M8 10h9M8 15h9M4 5h.1M4 10h.1M4 15h.1',
  clear: 'M5 4h10M10 4 8.5 10M13 12l5 5M18 12l-5 5M4 16h5',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.8',
  colour: 'M5.5 13 10 3l4.5 10M7.2 9.5h5.6M4 16.7h12',
  enlarge: 'M11.5 3.5h5v5M16.5 3.5 11 9M8.5 16.5h-5v-5M3.5 16.5 9 11',
  italic: 'M8.5 4h6M5.5 16h6M11.5 4l-3 12',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.8-2.8a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.8 2.8a3 3 0 0 0 4.3 4.3l1-1',
  minimise: 'M4.5 15.5h11',
  numbers:
    'M8.5 5h8.5M8.5 10h8.5M8.5 15h8.5M3.5 4l1-.8V7M3.3 12.6c.8-1 2.2-.6 2 .4-.2.8-1.8 1.6-2 2.6h2.2',
  picture: 'M3 4.5h14v11H3zM3 13l4-4 4.5 4.5 2.5-2.5 3 3M13 8h.1',
  quote: 'M4.5 4v12M8 6.5h8.5M8 10h8.5M8 13.5h5',
  strike:
    'M4 10h12M13.5 6.5C13 5 11.7 4 10 4 8 4 6.5 5.1 6.5 6.8M6.5 13.5C7 15 8.3 16 10 16c2 0 3.6-1.2 3.6-3',
  underline: 'M6 4v5.5a4 4 0 0 0 8 0V4M4.5 16.5h11',
} as const satisfies Record<string, string>;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
