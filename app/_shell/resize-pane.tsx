"use client";

import { useTranslations } from "next-intl";
import { PANES, type Pane } from "@/app/_lib/preferences/panes";
import { showPane, storePanes } from "@/app/_lib/preferences/preferences";
import { PaneHandle } from "@/app/_ui/pane-handle";

type ResizePaneProps = { pane: Pane; name: string; className?: string };

/** The edge of a pane that changes its width, which this browser stores. */
export function ResizePane({ pane, name, className }: ResizePaneProps) {
  const t = useTranslations("shell");
  return (
    <PaneHandle
      label={t("resize", { pane: name })}
      edge={pane === "list" ? "end" : "start"}
      width={PANES[pane]}
      onShow={(rem) => showPane(pane, rem)}
      onKeep={storePanes}
      {...(className && { className })}
    />
  );
}
