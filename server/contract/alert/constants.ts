export { ALERT_DOWN_MINUTES, ALERT_STUCK_MESSAGES } from "@/server/domain/alert/alert";
