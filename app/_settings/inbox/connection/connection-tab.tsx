"use client";

import type { InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { AutoRetryForm } from "./auto-retry-form";
import { CallbackSettings } from "./callback-settings";
import { ConnectionForm } from "./connection-form";
import { PublicApi } from "./public-api";
import { WukongimGuide } from "./wukongim-guide";

/** How an inbox and the program behind it reach each other. */
export function ConnectionTab({ inbox, onUnsaved }: InboxFormProps) {
  return (
    <>
      <ConnectionForm inbox={inbox} onUnsaved={onUnsaved} />
      <AutoRetryForm inbox={inbox} onUnsaved={onUnsaved} />
      {inbox.callbackUrl === null ? null : <CallbackSettings inbox={inbox} />}
      {inbox.channel === "wukongim" ? <WukongimGuide /> : null}
      {inbox.channel === "api" ? <PublicApi inbox={inbox} /> : null}
    </>
  );
}
