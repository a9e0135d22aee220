// For the browser: without zod.
export { CANNED_VISIBILITIES, mayChangeReply } from "@/server/domain/organising/canned-reply";
