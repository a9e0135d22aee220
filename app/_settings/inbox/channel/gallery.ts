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

/** The channels of new inboxes, then the programs that reach one of them by another product's API. */
export function useGallery() {
  const t = useTranslations("settings.inboxForm.program");
  const { channels, error, refetch } = useChannels();
  const openable = channels?.filter(({ isOpenable }) => isOpenable);
  const own = openable?.map(
    ({ kind, name, about }): Choice => ({
      id: kind,
      kind,
      name,
      about,
      ...(kind === "api" && { callbackFormat: "tickline" }),
    }),
  );
  const programs = openable?.some(({ kind }) => kind === "api") ? BY_CHATWOOT : [];
  const others = programs.map(
    (program): Choice => ({
      id: `${program} by Chatwoot`,
      kind: "api",
      name: t(`${program}.name`),
      about: t(`${program}.about`),
      callbackFormat: "chatwoot",
    }),
  );
  return { choices: own && [...own, ...others], error, refetch };
}
