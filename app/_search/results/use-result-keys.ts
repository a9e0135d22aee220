"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useActions } from "@/app/_shell/keys/actions";
import { notify } from "@/app/_ui/overlay/toast";

type ResultKeysOptions = {
  results: RefObject<HTMLUListElement | null>;
  /** Reads more results; null when there are none. */
  readMore: (() => void) | null;
};

/** The keys that move through the results and open the one with the focus. */
export function useResultKeys({ results, readMore }: ResultKeysOptions): void {
  const t = useTranslations("keys");
  const links = () => [...(results.current?.querySelectorAll("a") ?? [])];
  const focused = () => links().find((link) => link === document.activeElement);
  const move = (step: 1 | -1) => {
    const all = links();
    const from = focused();
    const to = from ? all[all.indexOf(from) + step] : all[0];
    if (to) return to.focus();
    if (step === 1 && readMore) return readMore();
    const end = step === 1 ? "lastRow" : "firstRow";
    notify({ text: t(`unavailable.${all.length === 0 ? "emptyList" : end}`) });
  };
  const open = () => {
    const link = focused();
    if (link) link.click();
    else notify({ text: t("why.noTarget", { action: t("action.open") }) });
  };
  useActions("page", {
    next: { run: () => move(1) },
    previous: { run: () => move(-1) },
    open: { run: open },
  });
}
