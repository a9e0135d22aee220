/** The fields of a contact that can be undone. */
export const CONTACT_FACETS = [
  "name",
  "email",
  "phone",
  "identifier",
  "isBlocked",
  "isIntegrationOwn",
  "labels",
  "companyId",
  "customAttributes",
  "additionalAttributes",
] as const;
export type ContactFacet = (typeof CONTACT_FACETS)[number];

/** Recorded with the fields that a merge filled in: a merge cannot be undone. */
export const MERGED = "merged";

export type PastContactChange = {
  facet: ContactFacet | typeof MERGED;
  before: unknown;
  isSuperseded: boolean;
};

/** Why an operation's changes of a contact cannot be undone, or null if they can. All of them or none. */
export function whyContactNotUndone(
  changes: readonly Pick<PastContactChange, "facet" | "isSuperseded">[],
): "undo.not_found" | "undo.superseded" | null {
  if (changes.length === 0 || changes.some(({ facet }) => facet === MERGED)) return "undo.not_found";
  return changes.some(({ isSuperseded }) => isSuperseded) ? "undo.superseded" : null;
}
