export {
  CONVERSATION_STATUSES,
  PRIORITIES,
} from "@/server/domain/conversation/conversation";
