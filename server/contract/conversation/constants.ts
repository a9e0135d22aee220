export {
  CONVERSATION_STATUSES,
  PRIORITIES,
} from "@/server/domain/conversation/conversation";
export { MEMBER_ROLES, type MemberRole } from "@/server/domain/conversation/conversation-member";
