import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { field } from "@/server/contract/channel/settings-field";

const ID_CHARS_MAX = 500;
const SECRET_CHARS_MAX = 1_000;
const TOKEN_CHARS_MAX = 8_000;
const URL_CHARS_MAX = 2_000;
const SCOPE_CHARS_MAX = 1_000;

const url = z.url({ protocol: /^https?$/ }).max(URL_CHARS_MAX);
const OF_CUSTOM = { "oauth.provider": "custom" };

/** How Tickline signs in to a mailbox whose provider accepts no passwords: as an app that is registered there (RFC 6749). */
export const oauthSettings = z
  .strictObject({
    provider: field(z.enum(["microsoft", "google", "custom"]).default("microsoft"), {
      title: { en: "Provider", zh: "服务商" },
      options: {
        microsoft: { en: "Microsoft 365", zh: "Microsoft 365" },
        google: { en: "Gmail", zh: "Gmail" },
        custom: { en: "Another one", zh: "其他" },
      },
    }),
    clientId: field(text(1, ID_CHARS_MAX), {
      title: { en: "Client ID", zh: "客户端 ID" },
      hint: { en: "Of the app that is registered with the provider.", zh: "在服务商处注册的应用的 ID。" },
    }),
    clientSecret: field(text(1, SECRET_CHARS_MAX).optional(), {
      title: { en: "Client secret", zh: "客户端密钥" },
      isSecret: true,
    }),
    tenant: field(
      text(1, ID_CHARS_MAX)
        .regex(/^[\w.-]+$/, { error: "must be an ID or a domain" })
        .default("common"),
      {
        title: { en: "Directory (tenant)", zh: "目录（租户）" },
        hint: {
          en: "The directory's ID or domain; “common” for an app of several directories.",
          zh: "目录的 ID 或域名；多目录应用填 common。",
        },
        onlyIf: { "oauth.provider": "microsoft" },
      },
    ),
    authorizationUrl: field(url.optional(), {
      title: { en: "Authorization URL", zh: "授权地址" },
      onlyIf: OF_CUSTOM,
    }),
    tokenUrl: field(url.optional(), { title: { en: "Token URL", zh: "令牌地址" }, onlyIf: OF_CUSTOM }),
    scope: field(text(1, SCOPE_CHARS_MAX).optional(), {
      title: { en: "Scopes", zh: "权限范围" },
      hint: { en: "Separated by spaces.", zh: "用空格分隔。" },
      onlyIf: OF_CUSTOM,
    }),
    refreshToken: field(text(1, TOKEN_CHARS_MAX).optional(), {
      title: { en: "Refresh token", zh: "刷新令牌" },
      hint: {
        en: "Leave empty: it is stored when you sign in.",
        zh: "留空即可：登录后会自动保存。",
      },
      isSecret: true,
    }),
  })
  .refine(({ provider, authorizationUrl }) => provider !== "custom" || authorizationUrl !== undefined, {
    error: "is needed for this provider",
    path: ["authorizationUrl"],
  })
  .refine(({ provider, tokenUrl }) => provider !== "custom" || tokenUrl !== undefined, {
    error: "is needed for this provider",
    path: ["tokenUrl"],
  });

export type OauthSettings = z.output<typeof oauthSettings>;

/** Where a provider signs people in and issues tokens, and for what. */
export type Endpoints = { authorizationUrl: string; tokenUrl: string; scope: string };

const MICROSOFT = "https://login.microsoftonline.com";
const MICROSOFT_SCOPE =
  "offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send";

/** The endpoints of the settings' provider, as Microsoft and Google document them for IMAP and SMTP. */
export function endpointsOf(oauth: OauthSettings): Endpoints {
  if (oauth.provider === "microsoft") {
    const base = `${MICROSOFT}/${oauth.tenant}/oauth2/v2.0`;
    return { authorizationUrl: `${base}/authorize`, tokenUrl: `${base}/token`, scope: MICROSOFT_SCOPE };
  }
  if (oauth.provider === "google")
    return {
      authorizationUrl: "https://accounts.google.com/o/oauth2/v2/auth",
      tokenUrl: "https://oauth2.googleapis.com/token",
      scope: "https://mail.google.com/",
    };
  const { authorizationUrl = "", tokenUrl = "", scope = "" } = oauth; // the schema requires them
  return { authorizationUrl, tokenUrl, scope };
}
