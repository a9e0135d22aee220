export { DELETE_RESOLVED_DAYS_MAX, RECEIPT_MONTHS } from "@/server/domain/deletion/deletion";
