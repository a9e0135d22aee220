"use client";

import { useTranslations } from "next-intl";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { useChannels } from "./use-channels";

/** A card of the gallery. `callbackFormat`: a program is called for its replies, in this format. */
export type Choice = {
  id: string;
  kind: InboxDto["channel"];
  name: string;
  about: string;
  callbackFormat?: InboxDto["callbackFormat"];
};

/** Programs that speak Chatwoot's API reach an inbox of the API. */
const BY_CHATWOOT = ["chatwoot", "evolution"] as const;

/** The channels of new inboxes, with the programs that reach one of them by another product's API. */
export function useGallery() {
  const t = useTranslations("settings.inboxForm.program");
  const { channels, error, refetch } = useChannels();
  const choices = channels
    ?.filter(({ isOpenable }) => isOpenable)
    .flatMap(({ kind, name, about }): Choice[] => {
      if (kind !== "api") return [{ id: kind, kind, name, about }];
      const programs = BY_CHATWOOT.map((program) => ({
        id: `${program} by Chatwoot`,
        kind,
        name: t(`${program}.name`),
        about: t(`${program}.about`),
        callbackFormat: "chatwoot" as const,
      }));
      return [{ id: kind, kind, name, about, callbackFormat: "tickline" as const }, ...programs];
    });
  return { choices, error, refetch };
}
