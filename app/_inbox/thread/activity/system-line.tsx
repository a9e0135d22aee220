"use client";

import { useLocale } from "next-intl";
import { memo } from "react";
import { useTimes } from "@/app/_lib/times/times";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { renderSystemContent } from "@/server/contract/message/render-system-content";

/** A system message, in the reader's language. A redacted one has no template. */
export const SystemLine = memo(function SystemLine({ message }: { message: MessageDto }) {
  const locale = useLocale();
  const times = useTimes();
  const { system, content, createdAt } = message;
  return (
    <p className="wrap-anywhere mx-auto max-w-prose py-1 text-center text-muted text-sm" data-system>
      <bdi>{system ? renderSystemContent(system, locale) : content}</bdi>{" "}
      <time dateTime={createdAt} title={times.moment(createdAt)} className="text-faint">
        {times.clock(createdAt)}
      </time>
    </p>
  );
});
