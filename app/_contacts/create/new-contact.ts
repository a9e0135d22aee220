/** What a contact is found by; no two contacts have the same. */
const REACHES = ["email", "phone", "identifier"] as const;
export type Reach = (typeof REACHES)[number];

export const isReach = (field: string | null): field is Reach => REACHES.some((reach) => reach === field);

export type NewContactDraft = { name: string } & Record<Reach, string | null>;
export const EMPTY_DRAFT: NewContactDraft = { name: "", email: null, phone: null, identifier: null };

/** The typed fields without surrounding blanks; null where nothing was typed. */
export function draftFrom(given: FormData): NewContactDraft {
  const text = (name: string) => String(given.get(name) ?? "").trim();
  return {
    name: text("name"),
    email: text("email") || null,
    phone: text("phone") || null,
    identifier: text("identifier") || null,
  };
}
