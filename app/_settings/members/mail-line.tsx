"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import type { MailDto } from "@/server/contract/member/mail";

/** What became of the link that was mailed to a member. */
export function MailLine({ mail: { kind, state, error, at } }: { mail: MailDto }) {
  const t = useTranslations("settings.members");
  const times = useTimes();
  const what = t(`mail.${kind}`);
  if (state === "sent")
    return <span className="block text-muted text-sm">{t("mail.sent", { what, at: times.moment(at) })}</span>;
  if (error === null) return <span className="block text-muted text-sm">{t("mail.waiting", { what })}</span>;
  return (
    <span role="status" className="wrap-anywhere block text-bad text-sm">
      {state === "failed" ? t("mail.failed", { what }) : t("mail.again", { what })}{" "}
      <span dir="ltr">{error}</span>
    </span>
  );
}
