export {
  type ChannelTemplate,
  type TemplateParameters,
  templateText,
} from "@/server/domain/message/channel-template";
