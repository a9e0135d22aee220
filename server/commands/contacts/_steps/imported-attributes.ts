import { createFit, type Fit } from "@/server/commands/organising/_steps/check-attributes";
import { onOneLine } from "@/server/contract/_shared/fields";
import { attributeOf, type ImportFields, type ImportRow } from "@/server/domain/contact/contact-import";
import type { Tx } from "@/server/store/events/tx";
import { findAttributeDefinitions } from "@/server/store/organising/attribute-definitions";

/** The rows of a file with names on one line and the attributes of numbers and check boxes as such, and the fit of the file's attributes. */
export async function defineAttributes(
  tx: Tx,
  { rows, attributes }: { rows: readonly ImportRow[]; attributes: readonly string[] },
): Promise<{ rows: ImportRow[]; misfit: Fit }> {
  const definitions = await findAttributeDefinitions(tx, "contact", attributes);
  const kinds = new Map(definitions.flatMap(({ key, kind }) => (VALUES[kind] ? [[key, VALUES[kind]]] : [])));
  const typed = ({ name, company, ...fields }: ImportFields): ImportFields => ({
    ...fields,
    name: name && onOneLine(name),
    company: company && onOneLine(company),
    attributes: Object.fromEntries(
      Object.entries(fields.attributes).map(([key, cell]) => {
        const kind = kinds.get(key);
        return [key, kind ? attributeOf(String(cell), kind) : cell];
      }),
    ),
  });
  return {
    rows: rows.map((row) => ({ ...row, fields: typed(row.fields) })),
    misfit: createFit(definitions),
  };
}

/** The kinds of attributes whose values are no text. */
const VALUES: Readonly<Record<string, "number" | "checkbox">> = {
  number: "number",
  currency: "number",
  percent: "number",
  checkbox: "checkbox",
};
