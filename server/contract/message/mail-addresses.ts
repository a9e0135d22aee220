// What screens need of mails' addresses, without schemas.
export { hasMailHeaders } from "@/server/domain/inbox/channel";
export { writtenPart } from "@/server/domain/message/forwarded-text";
export {
  type Addressee,
  addressKey,
  isInboxAddress,
  isMailAddress,
} from "@/server/domain/message/mail-recipients";
