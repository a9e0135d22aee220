"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";

const RemoveDemoDialog = windowOnDemand(() => import("./remove-demo-dialog").then((file) => file.default));

/** Says on every page that the account has the demo's data, and lets an administrator remove it. */
export function DemoBanner() {
  const t = useTranslations("demo");
  const me = useMe();
  const [isRemoving, setRemoving] = useState(false);
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center gap-2 overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate">{t("text")}</span>
      {me.role === "administrator" ? (
        <Menu
          trigger={
            <button
              type="button"
              className="inline-flex shrink-0 items-center gap-0.5 rounded-xs px-1 text-muted hover:bg-hover hover:text-fg"
            >
              {t("label")}
              <ChevronDown size={13} aria-hidden />
            </button>
          }
        >
          <MenuItem className="text-bad" onSelect={() => setRemoving(true)}>
            {t("remove")}
          </MenuItem>
        </Menu>
      ) : null}
      {isRemoving ? <RemoveDemoDialog onClose={() => setRemoving(false)} /> : null}
    </aside>
  );
}

/** Tells administrators on every page that nothing leaves the installation. */
export function OutboundBanner() {
  const t = useTranslations("outbound");
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate">{t("text")}</span>
    </aside>
  );
}

/** Tells everybody on every page that changes are refused, with the operator's `text`. */
export function MaintenanceBanner({ text }: { text: string }) {
  const t = useTranslations("maintenance");
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate" dir="auto" title={text}>
        {t("text", { text })}
      </span>
    </aside>
  );
}
