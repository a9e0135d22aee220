import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { type ChannelSetup, field } from "@/server/contract/channel/settings-field";

const URL_CHARS_MAX = 500;
const TOKEN_CHARS = { min: 1, max: 2_000 };
const META = "https://graph.facebook.com";

/** An id of Meta's has digits only; those of proxies may have letters. A phone number, with its plus or blanks, is none. */
const metaId = z.string().regex(/^[\w-]{1,64}$/, { error: "must be Meta's id, such as 106540352242922" });

const graphUrl = text(1, URL_CHARS_MAX).refine(
  (value) => /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).search === "",
  { error: "must be an address of http or https, without a query" },
);

/** How an inbox is connected with a number of the WhatsApp Cloud API. */
export const whatsappSettings = z.strictObject({
  phoneNumberId: field(metaId, {
    title: { en: "Phone number ID", zh: "电话号码编号" },
    hint: {
      en: "In Meta's developer console under WhatsApp › API Setup. It is not the number itself.",
      zh: "在 Meta 开发者后台的“WhatsApp › API Setup”中查看，不是电话号码本身。",
    },
  }),
  businessAccountId: field(metaId, {
    title: { en: "WhatsApp Business Account ID", zh: "WhatsApp 商业账户编号" },
    hint: { en: "On the same page, below the phone number ID.", zh: "在同一页面，位于电话号码编号下方。" },
  }),
  accessToken: field(text(TOKEN_CHARS.min, TOKEN_CHARS.max), {
    title: { en: "Access token", zh: "访问令牌" },
    hint: {
      en: "Of a system user, with whatsapp_business_messaging and whatsapp_business_management, and without an expiry.",
      zh: "系统用户的令牌，需具备 whatsapp_business_messaging 与 whatsapp_business_management 权限，且不设有效期。",
    },
    isSecret: true,
  }),
  appSecret: field(text(TOKEN_CHARS.min, TOKEN_CHARS.max), {
    title: { en: "App secret", zh: "应用密钥" },
    hint: {
      en: "Under App settings › Basic. Meta signs its webhooks with it.",
      zh: "在“App settings › Basic”中查看。Meta 用它为 Webhook 签名。",
    },
    isSecret: true,
  }),
  verifyToken: field(text(TOKEN_CHARS.min, TOKEN_CHARS.max), {
    title: { en: "Verify token", zh: "验证令牌" },
    hint: {
      en: "A text of your choice. Enter the same one in Meta's console, beside the webhook's address.",
      zh: "自定的文本，须与 Meta 后台中 Webhook 地址旁填写的一致。",
    },
    isSecret: true,
  }),
  graphUrl: field(graphUrl.default(META), {
    title: { en: "Graph API", zh: "Graph API 地址" },
    hint: {
      en: "Change it only for a proxy or for tests.",
      zh: "仅在使用代理或测试时修改。",
    },
  }),
});

export type WhatsappSettings = z.output<typeof whatsappSettings>;

export const whatsappSetup: ChannelSetup = {
  name: { en: "WhatsApp", zh: "WhatsApp" },
  about: {
    en: "A number of your business on Meta's WhatsApp Cloud API.",
    zh: "接入 Meta WhatsApp Cloud API 的企业号码。",
  },
  schema: whatsappSettings,
  // Meta calls one address for a number: the other inbox gets no ticks, and no messages.
  connectionOf: ({ phoneNumberId }) => String(phoneNumberId),
};
