"use client";

import { useTranslations } from "next-intl";
import type { Actor } from "@/server/contract/_shared/dto";

/** Returns a function for an actor's name. */
export function useActorName(): (actor: Actor) => string {
  const t = useTranslations("actor");
  return ({ type, name }) => {
    if (type === "token") return name === null ? t("someToken") : t("token", { name });
    return name ?? t(type);
  };
}
