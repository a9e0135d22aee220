export { POLICY_SETTINGS } from "@/server/domain/inbox/policy";
