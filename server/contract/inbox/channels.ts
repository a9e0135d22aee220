export { hasGroups } from "@/server/domain/inbox/channel";
