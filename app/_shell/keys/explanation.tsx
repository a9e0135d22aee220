"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { notify } from "@/app/_ui/overlay/toast";
import type { OfferBook } from "./offers";
import type { ActionId } from "./registry";

/** An action whose key was pressed although nothing offers it. A new object for each press. */
export type RefusedKey = { id: ActionId } & ReturnType<OfferBook["whyNot"]>;

/** Tells why a key did nothing. Loaded when the page is idle, hence the default export. */
export default function Explanation({ refused }: { refused: RefusedKey }) {
  const t = useTranslations("keys");
  const isInbox = usePathname() === "/inbox";
  const explain = useEffectEvent(({ id, reason, target }: RefusedKey) => {
    const why = target ?? (isInbox ? "noTarget" : "page");
    notify({ text: reason ?? t(`why.${why}`, { action: t(`action.${id}`) }) });
  });
  useEffect(() => explain(refused), [refused]);
  return null;
}
