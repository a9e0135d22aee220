"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useActions } from "@/app/_shell/keys/actions";
import { notify } from "@/app/_ui/overlay/toast";

/** The keys that move through the messages and open or select the one whose row has the focus. `readMore`: null without more. */
export function useListKeys(list: RefObject<HTMLElement | null>, readMore: (() => void) | null): void {
  const t = useTranslations("keys");
  const rows = () => [...(list.current?.querySelectorAll("li") ?? [])];
  const focused = () => rows().find((row) => row.contains(document.activeElement));
  const move = (step: 1 | -1) => {
    const all = rows();
    const from = focused();
    const to = from ? all[all.indexOf(from) + step] : all[0];
    if (to) return to.querySelector("a")?.focus();
    if (step === 1 && readMore) return readMore();
    const end = step === 1 ? "lastMessage" : "firstMessage";
    notify({ text: t(`unavailable.${all.length === 0 ? "noMessages" : end}`) });
  };
  const press = (selector: string) => {
    const target = focused()?.querySelector<HTMLElement>(selector);
    if (target) target.click();
    else notify({ text: t("unavailable.noMessage") });
  };
  useActions("page", {
    next: { run: () => move(1) },
    previous: { run: () => move(-1) },
    open: { run: () => press("a") },
    select: { run: () => press("input") },
  });
}
