"use client";

import { useTranslations } from "next-intl";
import { useId, useSyncExternalStore } from "react";
import { CopyField } from "@/app/_shared/copy-field";

const unchanging = () => () => undefined;

/** How a WuKongIM backend is connected to an inbox. */
export function WukongimGuide() {
  const t = useTranslations("settings.wukongim");
  const id = useId();
  const origin = useSyncExternalStore(
    unchanging,
    () => location.origin,
    () => "", // the server does not know under which address it is reached
  );
  return (
    <section aria-labelledby={id} className="mt-10 border-line border-t pt-6">
      <h2 id={id} className="text-md">
        {t("title")}
      </h2>
      <div className="mt-4 max-w-prose">
        <CopyField label={t("address")} value={`${origin}/wukongim`} />
        <ul className="mt-3 list-disc ps-5 text-muted text-sm">
          <li>{t("token")}</li>
          <li>{t("flags")}</li>
          <li>{t("sockets")}</li>
        </ul>
      </div>
    </section>
  );
}
