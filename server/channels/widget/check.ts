import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import type { WidgetSettings } from "./settings";

/** What keeps a website from showing the widget, or its visitors from being impersonated. */
export async function checkWidget({ settings }: ConnectedInbox<WidgetSettings>): Promise<ChannelFinding[]> {
  const publicUrl = process.env["NEXTAUTH_URL"];
  return [
    originsFinding(settings.allowedOrigins),
    ...mixedFindings(settings.allowedOrigins, publicUrl),
    addressFinding(publicUrl),
    settings.identitySecret === undefined
      ? {
          level: "warning",
          code: "identity_unverified",
          message: "There is no identity secret: visitors can claim any name and email address.",
        }
      : { level: "ok", code: "identity_verified", message: "Your site can sign its customers' ids." },
  ];
}

const originsFinding = (origins: readonly string[]): ChannelFinding =>
  origins.length === 0
    ? {
        level: "error",
        code: "no_allowed_origins",
        message: "There are no allowed sites: only Tickline's own pages may show the widget.",
      }
    : {
        level: "ok",
        code: "allowed_origins",
        message: `Sites that may show the widget: ${origins.join(", ")}.`,
      };

function addressFinding(publicUrl: string | undefined): ChannelFinding {
  if (!publicUrl)
    return {
      level: "warning",
      code: "public_url_unset",
      message: "PUBLIC_URL is not set: the snippet has the address at which you have opened Tickline.",
    };
  return publicUrl.startsWith("https:")
    ? { level: "ok", code: "public_url_https", message: `The widget is loaded from ${publicUrl}.` }
    : {
        level: "warning",
        code: "public_url_not_https",
        message: "PUBLIC_URL is not https: messages of visitors can be read on their way.",
      };
}

/** Browsers load nothing from http on a page of https, but from this machine. */
function mixedFindings(origins: readonly string[], publicUrl: string | undefined): ChannelFinding[] {
  const isBlocked =
    publicUrl?.startsWith("http:") && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])/.test(publicUrl);
  if (!isBlocked || !origins.some((origin) => origin.startsWith("https:"))) return [];
  const message = "An allowed site is https, and PUBLIC_URL is not: browsers block the widget there.";
  return [{ level: "error", code: "mixed_content", message }];
}
