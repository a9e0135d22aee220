import { hrefOfSearch, type SearchState } from "./search-state";

/** Shows another search without requesting a page from the server. */
export const goToSearch = (search: SearchState): void => history.pushState(null, "", hrefOfSearch(search));
