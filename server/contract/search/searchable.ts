export { isSearchable } from "@/server/domain/search/search-text";
