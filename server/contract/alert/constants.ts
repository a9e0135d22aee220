export { ALERT_DOWN_MINUTES, ALERT_STUCK_MESSAGES } from "@/server/domain/alert/alert";
export { ALERT_FAILED_ATTEMPTS, ALERT_FAILED_PERCENT } from "@/server/domain/alert/failing";
export { ALERT_OVERDUE_MESSAGES, OVERDUE_AFTER_HOURS } from "@/server/domain/alert/overdue";
