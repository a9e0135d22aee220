import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { type ChannelSetup, field } from "@/server/contract/channel/settings-field";

const URL_CHARS_MAX = 500;
const KEY_CHARS = { min: 1, max: 2_000 };
const NAME_CHARS_MAX = 100;

const address = text(1, URL_CHARS_MAX).refine(
  (value) => /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).search === "",
  { error: "must be an address of http or https, without a query" },
);

/** How an inbox is connected with an instance of an Evolution API server. */
export const evolutionSettings = z.strictObject({
  url: field(address, {
    title: { en: "Server address", zh: "服务器地址" },
    hint: { en: "For example https://evolution.example.com.", zh: "例如 https://evolution.example.com。" },
  }),
  apiKey: field(text(KEY_CHARS.min, KEY_CHARS.max), {
    title: { en: "API key", zh: "API 密钥" },
    hint: {
      en: "The server's AUTHENTICATION_API_KEY. An instance's own token works for an instance that exists.",
      zh: "服务器的 AUTHENTICATION_API_KEY。实例已存在时，也可使用该实例的令牌。",
    },
    isSecret: true,
  }),
  instance: field(
    text(1, NAME_CHARS_MAX).regex(/^[\p{L}\p{N}._ -]+$/u, {
      error: "may have letters, digits, spaces, dots, hyphens and underscores",
    }),
    {
      title: { en: "Instance", zh: "实例" },
      hint: {
        en: "Its name on the server. It is created if there is none.",
        zh: "实例在服务器上的名称。不存在时会自动创建。",
      },
    },
  ),
  webhookBaseUrl: field(address.optional(), {
    title: { en: "Address of Tickline", zh: "Tickline 的地址" },
    hint: {
      en: "As the Evolution API server reaches it, for example http://tickline:3000. Leave empty to use PUBLIC_URL.",
      zh: "Evolution API 服务器访问 Tickline 的地址，例如 http://tickline:3000。留空则使用 PUBLIC_URL。",
    },
  }),
});

export type EvolutionSettings = z.output<typeof evolutionSettings>;

export const evolutionSetup: ChannelSetup = {
  name: { en: "WhatsApp by Evolution API", zh: "WhatsApp（Evolution API）" },
  about: {
    en: "A WhatsApp number through your Evolution API server, with exact ticks.",
    zh: "通过您的 Evolution API 服务器接入 WhatsApp 号码，送达与已读状态准确。",
  },
  schema: evolutionSettings,
  connectionOf: instanceOf,
};

const named = z.object({ url: z.string(), instance: z.string() });

/** An instance has one webhook: each inbox of it sets its own again and again. */
function instanceOf(settings: object): string | null {
  const { data } = named.safeParse(settings);
  return data && URL.canParse(data.url)
    ? `${new URL(data.url).href.replace(/\/$/, "")} ${data.instance}`
    : null;
}
