/** The URL of a contact in the contacts screen. */
export const contactHref = (contactId: number): string => `/contacts?c=${contactId}`;

/** Shows a contact, or the list alone, without requesting a page from the server. */
export const showContact = (contactId: number | null): void =>
  history.pushState({}, "", contactId === null ? "/contacts" : contactHref(contactId));
