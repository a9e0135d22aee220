/** What can be taken back of a contact, field by field. */
export const CONTACT_FACETS = [
  "name",
  "email",
  "phone",
  "identifier",
  "isBlocked",
  "isIntegrationOwn",
  "customAttributes",
  "additionalAttributes",
] as const;
export type ContactFacet = (typeof CONTACT_FACETS)[number];

/** Stands beside the fields that a merge filled in: two histories that were lived as one are not taken apart. */
export const MERGED = "merged";

export type PastContactChange = {
  facet: ContactFacet | typeof MERGED;
  before: unknown;
  isSuperseded: boolean;
};

/** Why an operation's changes of a contact cannot be taken back, or null when they can: all of them or none. */
export function whyContactNotUndone(
  changes: readonly Pick<PastContactChange, "facet" | "isSuperseded">[],
): "undo.not_found" | "undo.superseded" | null {
  if (changes.length === 0 || changes.some(({ facet }) => facet === MERGED)) return "undo.not_found";
  return changes.some(({ isSuperseded }) => isSuperseded) ? "undo.superseded" : null;
}
