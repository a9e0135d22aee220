"use client";

import { useTranslations } from "next-intl";
import { Segmented } from "@/app/_ui/segmented";
import type { InboxDto } from "@/server/contract/_shared/dto";

type FirstStatus = InboxDto["messagesStartAs"];

/** The initial status of an outgoing message, before any receipt. */
export function FirstStatusField({
  value,
  onChange,
}: {
  value: FirstStatus;
  onChange: (value: FirstStatus) => void;
}) {
  const t = useTranslations("settings.inboxForm");
  const tick = useTranslations("tick");
  return (
    <div>
      <p className="mb-1 font-medium">{t("startAs")}</p>
      <Segmented
        label={t("startAs")}
        value={value}
        onChange={onChange}
        options={[
          { value: "pending", label: tick("pending") },
          { value: "sent", label: tick("sent") },
        ]}
      />
      <p className="mt-1 text-muted text-sm">{t(`startAsHint.${value}`)}</p>
    </div>
  );
}
