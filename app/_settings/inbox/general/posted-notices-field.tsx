"use client";

import { useTranslations } from "next-intl";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { POSTED_NOTICES } from "@/server/contract/message/constants";

type PostedNotices = InboxDto["postedNotices"];

/** Which changes of a conversation its customers are told by a system message. */
export function PostedNoticesField({
  value,
  onChange,
}: {
  value: PostedNotices;
  onChange: (value: PostedNotices) => void;
}) {
  const t = useTranslations("settings.inboxForm");
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("postedNotices")}</legend>
      {POSTED_NOTICES.map((notice) => (
        <label
          key={notice}
          className="flex min-h-7 cursor-pointer items-center gap-2 pointer-coarse:min-h-10"
        >
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            checked={value.includes(notice)}
            onChange={({ target }) =>
              onChange(
                POSTED_NOTICES.filter((one) => (one === notice ? target.checked : value.includes(one))),
              )
            }
          />
          {t(`postedNotice.${notice}`)}
        </label>
      ))}
      <p className="mt-1 text-muted text-sm">{t("postedNoticesHint")}</p>
    </fieldset>
  );
}
