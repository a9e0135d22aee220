"use client";

import { useTranslations } from "next-intl";
import { useOrigin } from "@/app/_lib/use-origin";
import { Part } from "@/app/_settings/inbox/connect/part";
import { CopyField } from "@/app/_shared/copy-field";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** The channel of an inbox whose provider needs the address to post to; null where Tickline fetches or registers by itself. */
function postedBy({ channel, settings }: InboxDto): "whatsapp" | "email" | null {
  if (channel === "whatsapp") return channel;
  return channel === "email" && settings["inbound"] === "webhook" ? channel : null;
}

/** The address that the provider of an inbox posts to, with where to enter it. */
export function WebhookAddress({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.connect.webhook");
  const origin = useOrigin();
  const kind = postedBy(inbox);
  if (kind === null) return null;
  return (
    <Part title={t("title")}>
      <p className="mb-1 font-medium">{t(kind)}</p>
      <CopyField label={t(kind)} value={`${origin}/channels/${kind}/${inbox.identifier}`} />
      <p className="mt-1 max-w-prose text-muted text-sm">{t(`${kind}Text`)}</p>
    </Part>
  );
}
