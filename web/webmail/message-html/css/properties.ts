/** Sides that `border-`, `margin-` and `padding-` are written with. */
const sides = ['top', 'right', 'bottom', 'left'];

const bordered = sides.flatMap((side) => [
  `border-${side}`,
  ...['color', 'style', 'width'].map((what) => `border-${side}-${what}`),
]);

const corners = ['top-left', 'top-right', 'bottom-right', 'bottom-left'].map(
  (corner) => `border-${corner}-radius`,
);

/**
 * Properties that mail may set. None places anything outside of the flow (`position`, `transform`,
 * `z-index`), loads anything, changes the pointer, moves, or makes text that is not in the mail
 * (`content`). `background` may show pictures.
 */
const allowed: ReadonlySet<string> = new Set([
  ...`align-content align-items align-self aspect-ratio background background-clip
    background-color background-image background-origin background-position background-repeat
    background-size border border-collapse border-color border-radius border-spacing
    border-style border-width box-shadow box-sizing caption-side clear color column-count
    column-gap columns direction display empty-cells flex flex-basis flex-direction flex-flow
    flex-grow flex-shrink flex-wrap float font font-family font-size font-stretch font-style
    font-variant font-weight gap grid-column grid-row grid-template-columns height hyphens
    justify-content justify-items justify-self letter-spacing line-height list-style
    list-style-position list-style-type margin max-height max-width min-height min-width
    object-fit object-position opacity order outline overflow overflow-wrap overflow-x
    overflow-y padding row-gap tab-size table-layout text-align text-align-last text-decoration
    text-decoration-color text-decoration-line text-decoration-style text-decoration-thickness
    text-indent text-overflow text-shadow text-transform text-underline-offset unicode-bidi
    vertical-align visibility white-space width word-break word-spacing word-wrap margin-inline
    margin-block padding-inline padding-block`.split(/\s+/u),
  ...sides.flatMap((side) => [`margin-${side}`, `padding-${side}`]),
  ...bordered,
  ...corners,
]);

const withPictures: ReadonlySet<string> = new Set(['background', 'background-image']);

const withStrings: ReadonlySet<string> = new Set(['font', 'font-family', 'list-style-type']);

/** What may be said about a property; undefined for one that mail may not set. */
export function propertyRules(
  property: string,
): { readonly pictures: boolean; readonly strings: boolean } | undefined {
  if (!allowed.has(property)) return undefined;
  return { pictures: withPictures.has(property), strings: withStrings.has(property) };
}
