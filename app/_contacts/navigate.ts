/** The URL of a contact in the contacts screen. */
export const contactHref = (contactId: number): string => `/contacts?c=${contactId}`;

/** Shows a contact, or the list alone, without requesting a page from the server. */
export function showContact(contactId: number | null, how: "push" | "replace" = "push"): void {
  const url = contactId === null ? "/contacts" : contactHref(contactId);
  if (how === "replace") history.replaceState({}, "", url);
  else history.pushState({}, "", url);
}

/** The URL of the contacts screen with the dialog of a new contact. */
const NEW_CONTACT_HREF = "/contacts?new=1";

/** Opens the dialog of a new contact over the contacts screen, or closes it. */
export function showNewContact(isOpen: boolean, selected: number | null): void {
  if (isOpen)
    history.replaceState({}, "", selected === null ? NEW_CONTACT_HREF : `${contactHref(selected)}&new=1`);
  else showContact(selected, "replace");
}

/** The URL of a company, or of the list of companies. */
export const companyHref = (companyId: number | null): string => `/contacts?company=${companyId ?? "all"}`;

/** Shows a company, or the list of companies alone, without requesting a page from the server. */
export function showCompany(companyId: number | null): void {
  history.pushState({}, "", companyHref(companyId));
}
