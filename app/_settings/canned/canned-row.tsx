"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";

/** A canned reply: a click edits it; the toast of a deletion restores it. */
export function CannedRow({ reply, onEdit }: { reply: CannedReplyDto; onEdit: () => void }) {
  const t = useTranslations("settings.canned");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { shortCode, content } = reply;
  const readAgain = () => queryClient.invalidateQueries(trpc.cannedReplies.pathFilter());
  const create = useMutation(
    trpc.cannedReplies.create.mutationOptions({
      onSuccess: readAgain,
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
  );
  const remove = useMutation(
    trpc.cannedReplies.remove.mutationOptions({
      onSuccess: () => {
        void readAgain();
        const run = () => create.mutate({ shortCode, content });
        notify({ text: t("deleted", { shortCode }), action: { label: t("undo"), run } });
      },
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
  );
  return (
    <li className="flex items-center gap-x-3 border-line px-4 py-2.5 not-first:border-t">
      <span className="flex min-w-0 flex-1 flex-col gap-x-3 sm:flex-row sm:items-baseline">
        <code className="truncate font-mono text-accent text-sm sm:w-28 sm:shrink-0" dir="auto">
          /{shortCode}
        </code>
        <span className="line-clamp-2 min-w-0 flex-1 text-muted wrap-anywhere" dir="auto">
          {content}
        </span>
      </span>
      <Button size="sm" onClick={onEdit} aria-label={t("editOne", { shortCode })}>
        {t("edit")}
      </Button>
      <IconButton
        label={t("deleteOne", { shortCode })}
        onClick={() => !remove.isPending && remove.mutate({ cannedReplyId: reply.id })}
      >
        <Trash2 size={15} aria-hidden />
      </IconButton>
    </li>
  );
}
