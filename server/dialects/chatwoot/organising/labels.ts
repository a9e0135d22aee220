import { createLabel, deleteLabel, updateLabel } from "@/server/commands/organising/labels";
import { LABEL_CHARS_MAX, LABEL_DESCRIPTION_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { LabelDto } from "@/server/contract/organising/label";
import { CHANGE, type ChatwootContext, pathId, type Route } from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { listLabels } from "@/server/queries/organising/organising";

export const labelRoutes: readonly Route[] = [
  ["GET", "/labels", list],
  ["POST", "/labels", create],
  ["GET", "/labels/:label_id", show],
  [CHANGE, "/labels/:label_id", update],
  ["DELETE", "/labels/:label_id", destroy],
];

async function list(c: ChatwootContext): Promise<Response> {
  const labels = await listLabels(c.var.services.database, c.var.caller);
  return c.json({ payload: labels.map(labelJson) });
}

async function show(c: ChatwootContext): Promise<Response> {
  const id = pathId(c, "label_id");
  const label = (await listLabels(c.var.services.database, c.var.caller)).find((one) => one.id === id);
  if (!label) throw new Refusal("label.not_found");
  return c.json(labelJson(label));
}

async function create(c: ChatwootContext): Promise<Response> {
  const { name, ...appearance } = readLabel(await readParams(c.req.raw, "label"));
  if (!name) throw invalid("title", "can't be blank");
  const label = { colour: "gray" as const, description: "", ...appearance, name };
  return c.json(labelJson((await c.var.services.run(createLabel, c.var.caller, label)).result));
}

async function update(c: ChatwootContext): Promise<Response> {
  const label = { labelId: pathId(c, "label_id"), ...readLabel(await readParams(c.req.raw, "label")) };
  return c.json(labelJson((await c.var.services.run(updateLabel, c.var.caller, label)).result));
}

async function destroy(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(deleteLabel, c.var.caller, { labelId: pathId(c, "label_id") });
  return c.body(null, 200);
}

/** A colour becomes the nearest of Tickline's. */
function readLabel(params: Params) {
  const title = params.text("title", LABEL_CHARS_MAX);
  const color = params.text("color", 20);
  const colour = color == null ? undefined : colourOf(color);
  if (title !== undefined && !title?.trim()) throw invalid("title", "can't be blank");
  if (colour === null) throw invalid("color", "is invalid");
  const description = params.text("description", LABEL_DESCRIPTION_CHARS_MAX);
  return present({
    name: title ?? undefined,
    colour,
    description: description === null ? "" : description,
  });
}

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
const labelJson = (label: LabelDto) => ({
  id: label.id,
  title: label.name,
  description: label.description,
  color: HEX[label.colour],
  show_on_sidebar: true,
});

/** The nearest of Tickline's colours, or null for a text that is no colour. */
function colourOf(hex: string): Colour | null {
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
