import type { LabelDto } from "@/server/contract/organising/label";

type Colour = LabelDto["colour"];

/** Chatwoot stores any colour as `#rrggbb`, Tickline one of its own. */
const HEX: Readonly<Record<Colour, string>> = {
  gray: "#6b7280",
  red: "#dc2626",
  orange: "#ea580c",
  yellow: "#ca8a04",
  green: "#16a34a",
  teal: "#0d9488",
  blue: "#2563eb",
  purple: "#9333ea",
  pink: "#db2777",
};

/** A label; all are shown in the sidebar. */
export const labelJson = (label: LabelDto) => ({
  id: label.id,
  title: label.name,
  description: label.description,
  color: HEX[label.colour],
  show_on_sidebar: true,
});

/** The nearest of Tickline's colours, or null for a text that is no colour. */
export function colourOf(hex: string): Colour | null {
  const wanted = rgbOf(hex);
  if (!wanted) return null;
  const distances = Object.entries(HEX).map(([name, value]) => ({
    name: name as Colour, // the keys of HEX
    distance: distanceOf(wanted, rgbOf(value) ?? wanted),
  }));
  return distances.sort((a, b) => a.distance - b.distance)[0]?.name ?? null;
}

/** Red, green and blue, from 0 to 255. */
function rgbOf(hex: string): number[] | null {
  const [, digits] = /^#?([0-9a-f]{6})$/i.exec(hex.trim()) ?? [];
  return digits ? (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)) : null;
}

const distanceOf = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, part, i) => sum + (part - (b[i] ?? 0)) ** 2, 0);
