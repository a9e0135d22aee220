"use client";

import { useTranslations } from "next-intl";
import { Arrival, useNewest } from "@/app/_settings/inbox/connect/arrival";
import { Part } from "@/app/_settings/inbox/connect/part";
import type { InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { WidgetForm } from "@/app/_settings/inbox/widget/widget-form";
import { WidgetSnippet } from "@/app/_settings/inbox/widget/widget-snippet";
import { ChannelForm } from "./channel-form";
import { ChannelPairing } from "./channel-pairing";
import { ChannelState } from "./channel-state";
import { MailboxSignIn } from "./mailbox-sign-in";
import { WebhookAddress } from "./webhook-address";

/** A channel that Tickline itself connects: whether it is connected, the first message as it arrives, and its settings. */
export function ChannelTab({ inbox, onUnsaved }: InboxFormProps) {
  const t = useTranslations("settings.connect");
  const newest = useNewest(inbox);
  return (
    <div className="flex flex-col gap-8">
      <Part title={t("state")}>
        <ChannelState inbox={inbox} />
        {inbox.channel === "evolution" ? <ChannelPairing inbox={inbox} /> : null}
      </Part>
      <WebhookAddress inbox={inbox} />
      {inbox.channel === "widget" ? (
        <Part title={t("embed")}>
          <WidgetSnippet inbox={inbox} />
        </Part>
      ) : null}
      {inbox.channel === "email" && inbox.settings["login"] === "oauth" ? (
        <Part title={t("signIn")}>
          <MailboxSignIn inbox={inbox} />
        </Part>
      ) : null}
      <Part title={t("first")}>
        <Arrival newest={newest} />
      </Part>
      <Part title={t("settings")}>
        {inbox.channel === "widget" ? (
          <WidgetForm inbox={inbox} onUnsaved={onUnsaved} />
        ) : (
          <ChannelForm inbox={inbox} onUnsaved={onUnsaved} />
        )}
      </Part>
    </div>
  );
}
