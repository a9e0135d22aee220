"use client";

import { useTranslations } from "next-intl";
import { CheckList } from "@/app/_shared/choice/check-list";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { POSTED_NOTICES, postsCreation } from "@/server/contract/message/constants";

type PostedNotices = InboxDto["postedNotices"];

/** Which changes of a conversation its customers are told by a system message. */
export function PostedNoticesField({
  channel,
  value,
  onChange,
}: {
  channel: InboxDto["channel"];
  value: PostedNotices;
  onChange: (value: PostedNotices) => void;
}) {
  const t = useTranslations("settings.inboxForm");
  return (
    <CheckList
      legend={t("postedNotices")}
      hint={t("postedNoticesHint")}
      layout="stacked"
      items={POSTED_NOTICES.filter((notice) => notice !== "created" || postsCreation(channel)).map(
        (notice) => ({ value: notice, label: t(`postedNotice.${notice}`) }),
      )}
      chosen={value}
      onChange={(chosen) => onChange(POSTED_NOTICES.filter((one) => chosen.includes(one)))}
    />
  );
}
