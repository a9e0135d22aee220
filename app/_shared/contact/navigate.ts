/** Which contacts are listed: those of a company, those with a label, or all. The URL has it. */
export type ListFilter = { companyId: number | null; label: string | null };
export const NO_FILTER: ListFilter = { companyId: null, label: null };

type Params = { get(name: string): string | null };

/** The filter in a query string; an invalid value is left out, and so is the label beside a company. */
export function readListFilter(params: Params): ListFilter {
  const companyId = /^\d{1,15}$/.test(params.get("companyId") ?? "") ? Number(params.get("companyId")) : 0;
  return companyId > 0 ? { companyId, label: null } : { companyId: null, label: params.get("label") || null };
}

/** The URL of the contacts screen with a contact, or none, beside a list. */
export function contactHref(contactId: number | null, filter: ListFilter = NO_FILTER): string {
  const params = new URLSearchParams();
  if (filter.companyId !== null) params.set("companyId", String(filter.companyId));
  if (filter.label !== null) params.set("label", filter.label);
  if (contactId !== null) params.set("c", String(contactId));
  return params.size === 0 ? "/contacts" : `/contacts?${params}`;
}

/** The filter of the list that is shown. */
const shownFilter = (): ListFilter => readListFilter(new URLSearchParams(location.search));

/** Changes the address of the contacts screen; not that of another page, which an answer may find instead of it. */
function show(url: string, how: "push" | "replace"): void {
  if (location.pathname !== "/contacts") return;
  if (how === "replace") history.replaceState({}, "", url);
  else history.pushState({}, "", url);
}

/** Shows a contact, or the list alone, without requesting a page from the server. The list stays as it is. */
export function showContact(contactId: number | null, how: "push" | "replace" = "push"): void {
  show(contactHref(contactId, shownFilter()), how);
}

/** Lists other contacts, without requesting a page from the server. What is selected stays. */
export function showList(filter: ListFilter, selected: number | null): void {
  show(contactHref(selected, filter), "replace");
}

/** Opens the dialog of a new contact over the contacts screen, or closes it. */
export function showNewContact(isOpen: boolean, selected: number | null): void {
  const url = contactHref(selected, shownFilter());
  show(isOpen ? `${url}${url.includes("?") ? "&" : "?"}new=1` : url, "replace");
}

/** The URL of a company, or of the list of companies. */
export const companyHref = (companyId: number | null): string => `/contacts?company=${companyId ?? "all"}`;

/** Shows a company, or the list of companies alone, without requesting a page from the server. */
export function showCompany(companyId: number | null): void {
  show(companyHref(companyId), "push");
}

/** Lists the contacts of a company, beside the one that is selected if any. */
export const showContactsOf = (companyId: number): void =>
  show(contactHref(null, { companyId, label: null }), "push");
