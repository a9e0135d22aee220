"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { Popover } from "@/app/_ui/overlay/popover";

/** Marks an edited message; a click shows its earlier texts. */
export function EditedMark({ messageId, at }: { messageId: number; at: string }) {
  const t = useTranslations("thread.edit");
  const times = useTimes();
  return (
    <Popover
      title={t("before")}
      align="end"
      trigger={
        <button
          type="button"
          title={t("at", { at: times.moment(at) })}
          className="rounded-xs hover:underline"
        >
          {t("edited")}
        </button>
      }
    >
      <Revisions messageId={messageId} />
    </Popover>
  );
}

function Revisions({ messageId }: { messageId: number }) {
  const t = useTranslations("thread.edit");
  const times = useTimes();
  const trpc = useTRPC();
  const errorText = useErrorText();
  // No event reports revisions: they are fetched whenever they are shown.
  const options = trpc.messages.revisions.queryOptions({ messageId }, { staleTime: 0, gcTime: 0 });
  const { data, error } = useQuery(options);
  if (error) return <p className="text-bad">{errorText(error)}</p>;
  if (!data) return <Skeleton className="h-16" />;
  return (
    <ol className="flex max-h-72 flex-col gap-3 overflow-y-auto">
      {data.map(({ content, until }) => (
        <li key={until}>
          <p className="text-faint text-xs">{t("until", { at: times.moment(until) })}</p>
          <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
            {content}
          </p>
        </li>
      ))}
    </ol>
  );
}
