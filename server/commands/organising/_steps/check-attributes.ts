import { Refusal } from "@/server/contract/_shared/refusal";
import type { AttributeModel } from "@/server/contract/organising/attribute-definition";
import { compileAttributePattern } from "@/server/contract/organising/attribute-pattern";
import { attributeFault } from "@/server/contract/organising/constants";
import { canonicalJson } from "@/server/lib/canonical-json";
import type { Tx } from "@/server/store/events/tx";
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
  for (const definition of await findAttributeDefinitions(tx, model, changed)) {
    const { key, kind, pattern } = definition;
    const value = after[key];
    const isMatch = pattern === null ? null : compileAttributePattern(pattern);
    const isRefused = isMatch && kind === "text" && typeof value === "string" && !isMatch(value);
    if (isRefused || attributeFault(definition, value) !== null)
      throw new Refusal("attribute.invalid", { field: key });
  }
}
