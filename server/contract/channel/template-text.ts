export {
  type ChannelTemplate,
  TEMPLATE_CONTENT_TYPE,
  type TemplateParameters,
  templateText,
} from "@/server/domain/message/channel-template";
