/** The longest part of a contact's name that archives are searched for. */
export const ARCHIVE_SEARCH_CHARS_MAX = 200;

export { DELETE_RESOLVED_DAYS_MAX, RECEIPT_MONTHS } from "@/server/domain/deletion/deletion";
