/** The address of a contact beside the list. */
export const contactHref = (contactId: number): string => `/contacts?c=${contactId}`;

/** Shows a contact beside the list, or the list alone, without asking the server for a page. */
export const showContact = (contactId: number | null): void =>
  history.pushState({}, "", contactId === null ? "/contacts" : contactHref(contactId));
