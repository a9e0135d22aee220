"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/_lib/session/me";

const RemoveDemoDialog = dynamic(() => import("@/app/_settings/demo/remove-demo-dialog"), { ssr: false });

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
        <button
          type="button"
          className="shrink-0 font-semibold text-accent hover:underline"
          onClick={() => setRemoving(true)}
        >
          {t("remove")}
        </button>
      ) : null}
      {isRemoving ? <RemoveDemoDialog onClose={() => setRemoving(false)} /> : null}
    </aside>
  );
}
