/** The rules for the inbox's colour: text on it is black or white, whichever has more contrast. Argument: `#rrggbb`. */
export function colorsOf(color: string): string {
  return `.root{--brand:${color};--on-brand:${luminanceOf(color) > 0.36 ? "#14181f" : "#fff"}}`;
}

/** The relative luminance of WCAG 2, from 0 to 1. */
function luminanceOf(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
