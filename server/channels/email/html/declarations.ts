/** Properties that change how text, tables and boxes of a mail look. None places a box outside its parent. */
const PROPERTIES = new Set(
  `color background background-color background-image opacity direction display float clear vertical-align white-space
  font font-family font-size font-style font-weight font-variant line-height letter-spacing word-spacing
  text-align text-decoration text-decoration-line text-indent text-transform word-break word-wrap overflow-wrap
  width min-width max-width height min-height max-height box-sizing table-layout
  margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left
  border border-top border-right border-bottom border-left border-color border-style border-width border-radius
  border-top-color border-right-color border-bottom-color border-left-color border-top-width border-right-width
  border-bottom-width border-left-width border-top-style border-right-style border-bottom-style border-left-style
  border-collapse border-spacing list-style-type`.split(/\s+/),
);
/** They name a colour, or draw with colours: light text stands on gradients. */
const FUNCTIONS = new Set(["rgb", "rgba", "hsl", "hsla", "linear-gradient", "radial-gradient"]);
/** Neither escapes, comments, at-rules nor markup can be written with these signs. */
const VALUE = /^[\p{L}\p{N}\s#%.,()'"+_!-]{1,300}$/u;
/** Lengths that follow the height of the frame, which follows that of the mail. */
const FRAME_UNITS = /\d[sld]?v(?:[hb]|min|max)\b/i;
const STYLE_CHARS_MAX = 5_000;

/** The declarations of a `style` attribute that only change how something looks; "" if none is left. */
export function safeStyle(style: string): string {
  if (style.length > STYLE_CHARS_MAX) return "";
  return style
    .split(";")
    .map((declaration) => {
      const colon = declaration.indexOf(":");
      return safeDeclaration(declaration.slice(0, Math.max(colon, 0)), declaration.slice(colon + 1));
    })
    .filter((declaration) => declaration !== null)
    .join(";");
}

/** One declaration; null if it does more. */
export function safeDeclaration(name: string, text: string): string | null {
  const [property, value] = [name.trim().toLowerCase(), text.trim()];
  return PROPERTIES.has(property) && isSafeValue(value) ? `${property}:${value}` : null;
}

/** Whether a value has only harmless signs, closed quotes and brackets, and functions of colours. */
function isSafeValue(value: string): boolean {
  if (!VALUE.test(value) || FRAME_UNITS.test(value)) return false;
  const isClosed = ['"', "'"].every((quote) => value.split(quote).length % 2 === 1);
  const beforeBrackets = value.toLowerCase().split("(").slice(0, -1);
  const functions = beforeBrackets.map((text) => text.split(/[^a-z-]/).at(-1) ?? "");
  return isClosed && hasPairs(value) && functions.every((name) => FUNCTIONS.has(name));
}

/** Whether each bracket is closed, and none before it is opened. */
function hasPairs(value: string): boolean {
  let depth = 0;
  for (const sign of value) {
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}
