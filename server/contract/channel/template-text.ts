export {
  type ChannelTemplate,
  fillVariables,
  type TemplateParameters,
  templateText,
} from "@/server/domain/message/channel-template";
