export { UNANSWERED } from "@/server/domain/inbox/test-call";
