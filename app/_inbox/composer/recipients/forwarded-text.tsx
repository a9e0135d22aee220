"use client";

import { useQuery } from "@tanstack/react-query";
import { Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDraft } from "@/app/_inbox/composer/draft";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useListText } from "@/app/_lib/use-list-text";

/** What is sent below the text of a mail that forwards a message, and the names of its files. */
export default function ForwardedText({ messageId }: { messageId: number }) {
  const t = useTranslations("composer.mail");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const listText = useListText();
  const { displayId } = useDraft();
  const { data, error } = useQuery(trpc.messages.forwardedText.queryOptions({ displayId, messageId }));
  if (error) return <p className="mx-3.5 text-bad text-sm">{errorText(error)}</p>;
  if (!data) return null;
  return (
    <section
      aria-label={t("forwarded")}
      className="mx-3.5 mt-1 border-line border-l-2 pl-2 text-muted text-sm"
    >
      <p dir="auto" className="max-h-32 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
        {data.text}
      </p>
      {data.fileNames.length === 0 ? null : (
        <p className="flex items-center gap-1 pt-1">
          <Paperclip size={13} aria-hidden className="shrink-0" />
          <bdi className="truncate">{listText(data.fileNames)}</bdi>
        </p>
      )}
    </section>
  );
}
