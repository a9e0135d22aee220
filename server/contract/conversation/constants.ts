export {
  CONVERSATION_SIGNALS,
  CONVERSATION_STATUSES,
  PRIORITIES,
} from "@/server/domain/conversation/conversation";
