/*
 * Which classes set the same property, in the form of tailwind-merge. Its own list has every class of Tailwind, which is 6 kB of each
 * page; this one has what the screens use. `test/guarantees/repository/class-names.slow.test.ts` compares the two over all classes in
 * the sources of the screens.
 */

type Value = string | ((value: string) => boolean);
type Groups = Record<string, (Value | Record<string, Value[]>)[]>;
type Conflicts = Record<string, string[]>;

const words = (text: string): string[] => text.split(" ");
const isAny = () => true;
const isNumber = (value: string) => /^(\d|\[\d)/.test(value);
/** Of borders and the like: other values are colours. */
const WIDTHS: Value[] = ["", isNumber];

/** A group for each: what begins with it sets one property, whatever follows. */
const ofPrefixes = (text: string): Groups =>
  Object.fromEntries(words(text).map((prefix) => [prefix, [{ [prefix]: ["", isAny] }]]));

const SIDES = words("x y s e t r b l");
/** The sides that each side contains; "" is all. */
const PARTS = { "": SIDES, x: words("s e r l"), y: words("t b") };

/** Groups for all sides and for each of them, where `name("t")` is that of the top. */
const conflictsOf = (name: (side: string) => string): Conflicts =>
  Object.fromEntries(Object.entries(PARTS).map(([side, parts]) => [name(side), parts.map(name)]));

const padding = (side: string) => `p${side}`;
const margin = (side: string) => `m${side}`;
const border = (side: string) => (side === "" ? "border" : `border-${side}`);
const borderWidth = (side: string) => `${border(side)} width`;
const borderColor = (side: string) => `${border(side)} color`;

const bordersOf = (side: string): Groups => ({
  [borderWidth(side)]: [{ [border(side)]: WIDTHS }],
  [borderColor(side)]: [{ [border(side)]: [isAny] }],
});

/** Where a prefix sets several properties, the first group that has a value wins. */
export const CLASS_GROUPS: Groups = {
  display: words("block inline-block inline flex inline-flex grid inline-grid contents table-cell hidden"),
  position: words("static relative absolute sticky fixed"),
  visibility: words("visible invisible"),
  "font-style": words("italic not-italic"),
  "text-decoration": words("underline line-through no-underline"),
  "text-overflow": words("truncate text-ellipsis"),
  "text-transform": words("uppercase normal-case"),
  "font-size": [{ text: words("3xs 2xs xs sm base md lg xl") }],
  "text-align": [{ text: words("left center right start end") }],
  "text-wrap": [{ text: words("pretty balance wrap nowrap") }],
  "text-color": [{ text: [isAny] }],
  "font-family": [{ font: words("mono sans") }],
  "font-weight": [{ font: [isAny] }],
  "flex-direction": [{ flex: words("row row-reverse col col-reverse") }],
  "flex-wrap": [{ flex: words("wrap nowrap") }],
  flex: [{ flex: [isAny] }],
  "border-style": [{ border: words("solid dashed dotted none") }],
  "border-collapse": [{ border: words("collapse separate") }],
  ...Object.assign({}, ...["", ...SIDES].map(bordersOf)),
  "outline-style": [{ outline: words("none dashed") }],
  ...ofPrefixes("outline-offset"),
  "outline-w": [{ outline: WIDTHS }],
  "outline-color": [{ outline: [isAny] }],
  "stroke-w": [{ stroke: WIDTHS }],
  stroke: [{ stroke: [isAny] }],
  "ring-inset": ["ring-inset"],
  "ring-w": [{ ring: WIDTHS }],
  "ring-color": [{ ring: [isAny] }],
  "inset-ring-w": [{ "inset-ring": WIDTHS }],
  "inset-ring-color": [{ "inset-ring": [isAny] }],
  "decoration-style": [{ decoration: words("solid dotted") }],
  "decoration-color": [{ decoration: [isAny] }],
  ...ofPrefixes(["", ...SIDES].flatMap((side) => [padding(side), margin(side)]).join(" ")),
  ...ofPrefixes("w h size min-w min-h max-w max-h basis aspect shrink grow order gap gap-x gap-y space-y"),
  ...ofPrefixes("inset inset-x inset-y top right bottom left start end z overflow overflow-x overflow-y"),
  ...ofPrefixes("grid-cols col-span items self justify object origin opacity cursor bg fill list align"),
  ...ofPrefixes("leading tracking line-clamp whitespace underline-offset select resize pointer-events"),
  ...ofPrefixes("animate transition scroll-mt scroll-py"),
  ...ofPrefixes("rounded rounded-s rounded-e rounded-t rounded-r rounded-b rounded-l rounded-bl rounded-br"),
};

export const CLASS_CONFLICTS: Conflicts = {
  ...conflictsOf(padding),
  ...conflictsOf(margin),
  ...conflictsOf(borderWidth),
  ...conflictsOf(borderColor),
  size: ["w", "h"],
  gap: ["gap-x", "gap-y"],
  inset: words("inset-x inset-y top right bottom left start end"),
  "inset-x": words("left right start end"),
  "inset-y": words("top bottom"),
  overflow: ["overflow-x", "overflow-y"],
  flex: ["basis", "grow", "shrink"],
  "font-size": ["leading"],
  "line-clamp": ["display", "overflow"],
  rounded: words("rounded-s rounded-e rounded-t rounded-r rounded-b rounded-l rounded-bl rounded-br"),
  "rounded-b": ["rounded-br", "rounded-bl"],
  "rounded-l": ["rounded-bl"],
  "rounded-r": ["rounded-br"],
};
