// What the dialect needs of the domain: edges import values from the contract only.
export { COMMAND_SECONDS } from "@/server/domain/message/storage";
export {
  agentUid,
  CHANNEL_TYPES,
  type ChannelFlags,
  isReservedUid,
  type SenderList,
  SYSTEM_UID,
} from "@/server/domain/wukongim/channel";
export { type Delivery, readHeader } from "@/server/domain/wukongim/header";
export { REASONS, type Reason, whyNotWritten } from "@/server/domain/wukongim/may-write";
