import type { InboxDto } from "@/server/contract/_shared/dto";

const CHANNEL_TYPE = {
  api: "Channel::Api",
  widget: "Channel::WebWidget",
  email: "Channel::Email",
  whatsapp: "Channel::Whatsapp",
  evolution: "Channel::Whatsapp",
  wukongim: "Channel::Api",
} satisfies Record<InboxDto["channel"], string>;

export const channelTypeOf = ({ channel }: Pick<InboxDto, "channel">): string => CHANNEL_TYPE[channel];

/** An inbox inside of another object, without secrets. */
export const slimInboxJson = (inbox: InboxDto) => ({
  id: inbox.id,
  avatar_url: "",
  channel_id: inbox.id,
  name: inbox.name,
  channel_type: channelTypeOf(inbox),
  provider: null,
});

/** Nobody takes the inbox's replies: a webhook URL, a webhook, a bot or a connected app would. */
const NO_TAKER = "nobody_takes_replies";

/** An inbox. Features that Tickline lacks are reported as off. */
export const inboxJson = (inbox: InboxDto) => ({
  id: inbox.id,
  avatar_url: "",
  channel_id: inbox.id,
  name: inbox.name,
  channel_type: channelTypeOf(inbox),
  greeting_enabled: false,
  greeting_message: null,
  working_hours_enabled: false,
  enable_email_collect: false,
  csat_survey_enabled: false,
  csat_config: {},
  enable_auto_assignment: false,
  auto_assignment_config: {},
  out_of_office_message: null,
  working_hours: [],
  timezone: "UTC",
  callback_webhook_url: inbox.callbackUrl,
  allow_messages_after_resolved: true,
  lock_to_single_conversation: false,
  sender_name_type: "friendly",
  business_name: null,
  help_center: null,
  website_url: null,
  website_token: null,
  web_widget_script: null,
  welcome_title: null,
  welcome_tagline: null,
  widget_color: null,
  phone_number: null,
  medium: null,
  provider: null,
  ...(inbox.channel === "api"
    ? {
        webhook_url: inbox.callbackUrl,
        inbox_identifier: inbox.identifier,
        additional_attributes: inbox.noTakerSince === null ? {} : { tickline_warning: NO_TAKER },
      }
    : {}),
});
