import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { finding } from "@/server/contract/channel/channel-finding";
import type { WidgetSettings } from "./settings";

/** What keeps a website from showing the widget, or its visitors from being impersonated. */
export async function checkWidget({ settings }: ConnectedInbox<WidgetSettings>): Promise<ChannelFinding[]> {
  const publicUrl = process.env["NEXTAUTH_URL"];
  return [
    originsFinding(settings.allowedOrigins),
    ...mixedFindings(settings.allowedOrigins, publicUrl),
    addressFinding(publicUrl),
    settings.identitySecret === undefined
      ? finding("warning", "identity_unverified")
      : finding("ok", "identity_verified"),
  ];
}

const originsFinding = (origins: readonly string[]): ChannelFinding =>
  origins.length === 0
    ? finding("error", "no_allowed_origins")
    : finding("ok", "allowed_origins", { origins: origins.join(", ") });

function addressFinding(publicUrl: string | undefined): ChannelFinding {
  if (!publicUrl) return finding("warning", "public_url_unset");
  return publicUrl.startsWith("https:")
    ? finding("ok", "public_url_https", { address: publicUrl })
    : finding("warning", "public_url_not_https", { channel: "widget" });
}

/** Browsers load nothing from http on a page of https, but from this machine. */
function mixedFindings(origins: readonly string[], publicUrl: string | undefined): ChannelFinding[] {
  const isBlocked =
    publicUrl?.startsWith("http:") && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])/.test(publicUrl);
  if (!isBlocked || !origins.some((origin) => origin.startsWith("https:"))) return [];
  return [finding("error", "mixed_content")];
}
