"use client";

import { useTranslations } from "next-intl";
import { SegmentedField } from "@/app/_ui/segmented";
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
  return (
    <SegmentedField
      label={t("startAs")}
      value={value}
      onChange={onChange}
      options={[
        { value: "pending", label: t("startAsOption.pending") },
        { value: "sent", label: t("startAsOption.sent") },
      ]}
      hint={t(`startAsHint.${value}`)}
    />
  );
}
