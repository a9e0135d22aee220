import { Refusal } from "@/server/contract/_shared/refusal";
import { isTooMuch } from "@/server/domain/conversation/attributes";

const FIELDS = ["customAttributes", "additionalAttributes", "contentAttributes"] as const;

/** The attributes of a contact, a conversation or a message. */
type Attributed = { [F in (typeof FIELDS)[number]]?: object | null | undefined };

/** Refuses attributes beyond the limits, whoever sets them. `before`: those that are stored. */
export function limitAttributes(before: Attributed, after: Attributed): void {
  for (const field of FIELDS)
    if (isTooMuch(before[field] ?? {}, after[field] ?? {}))
      throw new Refusal("attributes.too_much", { field });
}
