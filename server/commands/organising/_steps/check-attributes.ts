import { Refusal } from "@/server/contract/_shared/refusal";
import type { AttributeModel } from "@/server/contract/organising/attribute-definition";
import { compileAttributePattern } from "@/server/contract/organising/attribute-pattern";
import { attributeFault } from "@/server/contract/organising/constants";
import { canonicalJson } from "@/server/lib/canonical-json";
import type { Tx } from "@/server/store/events/tx";
import type { AttributeDefinitionRow } from "@/server/store/generated/rows";
import { findAttributeDefinitions } from "@/server/store/organising/attribute-definitions";

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Refuses values that do not fit their definitions: those that change; what is stored already stays. A pattern that RE2 cannot run
 * (only Chatwoot's API takes one) checks nothing.
 */
export async function checkAttributes(
  tx: Tx,
  model: AttributeModel,
  { before, after }: { before: Attributes; after: Attributes },
): Promise<void> {
  const changed = Object.keys(after).filter(
    (key) => !(key in before) || canonicalJson(before[key]) !== canonicalJson(after[key]),
  );
  if (changed.length === 0) return;
  for (const definition of await findAttributeDefinitions(tx, model, changed))
    if (!fitterOf(definition)(after[definition.key]))
      throw new Refusal("attribute.invalid", { field: definition.key });
}

/** Whether a value fits a definition. */
export function fitterOf(definition: AttributeDefinitionRow): (value: unknown) => boolean {
  const { kind, pattern } = definition;
  const isMatch = pattern === null || kind !== "text" ? null : compileAttributePattern(pattern);
  return (value) =>
    attributeFault(definition, value) === null && !(isMatch && typeof value === "string" && !isMatch(value));
}
