export { capabilitiesOf, hasGroups, mayFail, sendingBy } from "@/server/domain/inbox/channel";
export { POLICY_SETTINGS } from "@/server/domain/inbox/policy";
export { UNANSWERED } from "@/server/domain/inbox/test-call";
