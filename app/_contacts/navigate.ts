/** The URL of a contact in the contacts screen. */
export const contactHref = (contactId: number): string => `/contacts?c=${contactId}`;

/** Shows a contact, or the list alone, without requesting a page from the server. */
export function showContact(contactId: number | null, how: "push" | "replace" = "push"): void {
  const url = contactId === null ? "/contacts" : contactHref(contactId);
  if (how === "replace") history.replaceState({}, "", url);
  else history.pushState({}, "", url);
}
