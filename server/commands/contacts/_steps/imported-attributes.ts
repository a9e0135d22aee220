import { fitterOf } from "@/server/commands/organising/_steps/check-attributes";
import { attributeOf, type ImportFields, type ImportRow } from "@/server/domain/contact/contact-import";
import { canonicalJson } from "@/server/lib/canonical-json";
import type { Tx } from "@/server/store/events/tx";
import { findAttributeDefinitions } from "@/server/store/organising/attribute-definitions";

type Attributes = Readonly<Record<string, unknown>>;

/** Whether the attributes that change fit their definitions. */
export type Fit = (before: Attributes, after: Attributes) => boolean;

/**
 * The rows of a file with the attributes of numbers and check boxes as such, and whether attributes fit their definitions: those
 * that change.
 */
export async function defineAttributes(
  tx: Tx,
  { rows, attributes }: { rows: readonly ImportRow[]; attributes: readonly string[] },
): Promise<{ rows: ImportRow[]; isFitting: Fit }> {
  const definitions = await findAttributeDefinitions(tx, "contact", attributes);
  const fits = new Map(definitions.map((definition) => [definition.key, fitterOf(definition)]));
  const kinds = new Map(definitions.flatMap(({ key, kind }) => (VALUES[kind] ? [[key, VALUES[kind]]] : [])));
  const typed = (fields: ImportFields): ImportFields => ({
    ...fields,
    attributes: Object.fromEntries(
      Object.entries(fields.attributes).map(([key, cell]) => {
        const kind = kinds.get(key);
        return [key, kind ? attributeOf(String(cell), kind) : cell];
      }),
    ),
  });
  return {
    rows: rows.map((row) => ({ ...row, fields: typed(row.fields) })),
    isFitting: (before, after) =>
      Object.entries(after).every(
        ([key, value]) =>
          (key in before && canonicalJson(before[key]) === canonicalJson(value)) ||
          (fits.get(key)?.(value) ?? true),
      ),
  };
}

/** The kinds of attributes whose values are no text. */
const VALUES: Readonly<Record<string, "number" | "checkbox">> = {
  number: "number",
  currency: "number",
  percent: "number",
  checkbox: "checkbox",
};
