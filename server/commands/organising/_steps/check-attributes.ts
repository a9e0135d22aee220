import { Refusal } from "@/server/contract/_shared/refusal";
import type { AttributeModel } from "@/server/contract/organising/attribute-definition";
import { compileAttributePattern } from "@/server/contract/organising/attribute-pattern";
import { attributeFault } from "@/server/contract/organising/constants";
import { canonicalJson } from "@/server/lib/canonical-json";
import type { Tx } from "@/server/store/events/tx";
import type { AttributeDefinitionRow } from "@/server/store/generated/rows";
import { findAttributeDefinitions } from "@/server/store/organising/attribute-definitions";

type Attributes = Readonly<Record<string, unknown>>;
type Change = { before: Attributes; after: Attributes };

/**
 * Refuses values that do not fit their definitions: those that change; what is stored already stays. A pattern that RE2 cannot run
 * (only Chatwoot's API takes one) checks nothing.
 */
export async function checkAttributes(tx: Tx, model: AttributeModel, change: Change): Promise<void> {
  const changed = changedKeys(change);
  if (changed.length === 0) return;
  const misfit = createFit(await findAttributeDefinitions(tx, model, changed))(change);
  if (misfit !== null) throw new Refusal("attribute.invalid", { field: misfit });
}

/** Which of a change's attributes does not fit its definition, or null. */
export type Fit = (change: Change) => string | null;

/** The definitions' fit, for many changes. */
export function createFit(definitions: readonly AttributeDefinitionRow[]): Fit {
  const fits = new Map(definitions.map((definition) => [definition.key, fitterOf(definition)]));
  return (change) => changedKeys(change).find((key) => fits.get(key)?.(change.after[key]) === false) ?? null;
}

const changedKeys = ({ before, after }: Change): string[] =>
  Object.keys(after).filter(
    (key) => !(key in before) || canonicalJson(before[key]) !== canonicalJson(after[key]),
  );

/** Whether a value fits a definition. */
function fitterOf(definition: AttributeDefinitionRow): (value: unknown) => boolean {
  const { kind, pattern } = definition;
  const isMatch = pattern === null || kind !== "text" ? null : compileAttributePattern(pattern);
  return (value) =>
    attributeFault(definition, value) === null && !(isMatch && typeof value === "string" && !isMatch(value));
}
