"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { ListRow } from "@/app/_settings/frame/list-screen";
import { FileCount } from "@/app/_shared/files/file-name";
import { useInboxes, useTeams } from "@/app/_shared/use-account";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { beginChange } from "@/app/_shell/undo/superseded";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { Chip } from "@/app/_ui/display/chip";
import { warn } from "@/app/_ui/overlay/toast";
import type { CannedReplyDto, ListedCannedReply } from "@/server/contract/organising/canned-reply";
import { mayChangeReply } from "@/server/contract/organising/constants";
import { VariableText } from "./variable-text";

/** A canned reply: a button edits it; a deletion can be undone. */
export function CannedRow({ reply, onEdit }: { reply: ListedCannedReply; onEdit: () => void }) {
  const t = useTranslations("settings.canned");
  const times = useTimes();
  const me = useMe();
  const remove = useRemove(reply);
  const { shortCode, title, content, uses, lastUsedAt } = reply;
  return (
    <ListRow
      of="canned"
      name={`/${shortCode}`}
      isFixed={!mayChangeReply(reply, { userId: me.id, role: me.role })}
      onEdit={onEdit}
      onDelete={remove}
    >
      <span className="flex min-w-0 flex-1 flex-col gap-x-3 sm:flex-row sm:items-baseline">
        <code className="truncate font-mono text-accent text-sm sm:w-28 sm:shrink-0" dir="auto">
          /{shortCode}
        </code>
        <span className="min-w-0 flex-1">
          {title === "" ? null : (
            <span className="block truncate font-medium" dir="auto">
              {title}
            </span>
          )}
          <span className="line-clamp-2 text-muted wrap-anywhere" dir="auto">
            <VariableText text={content} />
          </span>
          <span className="mt-0.5 block text-faint text-xs tabular-nums">
            {lastUsedAt === null ? t("unused") : t("used", { count: uses, date: times.date(lastUsedAt) })}
          </span>
        </span>
      </span>
      <FileCount count={reply.files.length} />
      {reply.visibility === "everybody" ? null : (
        <Chip>{reply.visibility === "own" ? t("visibilities.own") : <Places reply={reply} />}</Chip>
      )}
    </ListRow>
  );
}

/** The inboxes or teams that a reply is offered to: the name of one, or their number. */
function Places({ reply: { visibility, inboxIds, teamIds } }: { reply: CannedReplyDto }) {
  const t = useTranslations("settings.canned");
  const inboxes = useInboxes();
  const { teamName } = useTeams();
  const ids = visibility === "inboxes" ? inboxIds : teamIds;
  const [first] = ids;
  if (first === undefined || ids.length > 1)
    return t(visibility === "inboxes" ? "inInboxes" : "inTeams", { count: ids.length });
  return visibility === "inboxes"
    ? (inboxes.find(({ id }) => id === first)?.name ?? t("inInboxes", { count: 1 }))
    : teamName(first);
}

/** Deletes a reply and offers to create it again. */
function useRemove({ id: cannedReplyId, shortCode, content, ...reply }: CannedReplyDto): () => void {
  const t = useTranslations("settings.canned");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { offer } = useUndo();
  const { title, folder, visibility, inboxIds, teamIds, files } = reply;
  const readAgain = () => queryClient.invalidateQueries(trpc.cannedReplies.pathFilter());
  const create = async () => {
    const fileIds = files.map(({ id }) => id);
    const fields = { shortCode, content, title, folder, visibility, inboxIds, teamIds, fileIds };
    const isThere = async () =>
      (await client.cannedReplies.list.query()).some(
        (one) => one.shortCode === shortCode && one.content === content,
      );
    try {
      await client.cannedReplies.create.mutate(fields);
    } catch (error) {
      // An earlier try has created it, and its answer was lost.
      if (refusalCodeOf(error) !== "canned_reply.taken" || !(await isThere())) throw error;
    } finally {
      void readAgain();
    }
  };
  const remove = useMutation(
    trpc.cannedReplies.remove.mutationOptions({
      onMutate: beginChange,
      onSuccess: () => {
        void readAgain();
        offer({
          displayId: null,
          text: t("deleted", { shortCode }),
          undo: () => toPlainResult(create),
          openAfter: null,
          isOnlyCopy: true,
        });
      },
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
      onSettled: (_data, _error, _input, end) => end?.(null),
    }),
  );
  return () => {
    if (!remove.isPending) remove.mutate({ cannedReplyId });
  };
}
