"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserMinus, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { FilteredList } from "@/app/_settings/frame/filtered-list";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LoadState } from "@/app/_shared/load-state";
import { MemberAvatar } from "@/app/_shared/use-members";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import { beginChange } from "@/app/_shell/undo/superseded";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { Button, IconButton } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { warn } from "@/app/_ui/overlay/toast";
import type { MemberDto } from "@/server/contract/member/member";
import { AddMembersDialog } from "./add-members-dialog";

/** Who sees an inbox, and why; agents are added and removed. */
export function InboxMembers({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.inboxMembers");
  const trpc = useTRPC();
  const id = useId();
  const { data: members, error, refetch } = useQuery(trpc.members.list.queryOptions());
  const [isAdding, setAdding] = useState(false);
  if (members === undefined) return <LoadState error={error} onRetry={refetch} />;
  const { readers, others } = splitByInbox(members, inboxId);
  return (
    <section aria-labelledby={id}>
      <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-popup">
          <h2 id={id} className="text-md">
            {t("title")}
          </h2>
          <p className="mt-0.5 max-w-prose text-muted">{t("text")}</p>
        </div>
        <Button variant="primary" onClick={() => setAdding(true)}>
          <UserPlus size={15} aria-hidden />
          {t("add")}
        </Button>
      </div>
      <FilteredList items={readers} textOf={({ member }) => `${member.name}\n${member.email}`}>
        {(found) => (
          <ul aria-labelledby={id} className="overflow-hidden rounded-m border border-line">
            {found.map((reader) => (
              <ReaderRow key={reader.member.id} inboxId={inboxId} reader={reader} />
            ))}
          </ul>
        )}
      </FilteredList>
      {isAdding ? (
        <AddMembersDialog inboxId={inboxId} others={others} onClose={() => setAdding(false)} />
      ) : null}
    </section>
  );
}

function ReaderRow({ inboxId, reader: { member, why } }: { inboxId: number; reader: InboxReader }) {
  const t = useTranslations("settings.inboxMembers");
  const remove = useRemove(inboxId, member);
  const { id, name, email, state } = member;
  return (
    <li className="flex min-h-12 items-center gap-3 border-line px-4 py-2 not-first:border-t">
      <MemberAvatar name={name} id={id} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <bdi className="truncate font-medium">{name}</bdi>
          {state === "invited" ? <Chip tone="warn">{t("invited")}</Chip> : null}
        </span>
        <span className="block truncate text-muted text-sm" dir="ltr">
          {email}
        </span>
        <span className="block text-muted text-sm sm:hidden">{t(`why.${why}`)}</span>
      </span>
      <span className="text-muted text-sm max-sm:hidden">{t(`why.${why}`)}</span>
      {why === "member" ? (
        <IconButton label={t("removeOne", { name })} disabled={remove.isPending} onClick={remove.run}>
          <UserMinus size={15} aria-hidden />
        </IconButton>
      ) : (
        <span aria-hidden className="size-7.5 pointer-coarse:size-9" />
      )}
    </li>
  );
}

/** Takes the inbox from a member, which can be undone. */
function useRemove(inboxId: number, { id, name }: MemberDto) {
  const t = useTranslations("settings.inboxMembers");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { offer } = useUndo();
  const options = trpc.members.changeInbox.mutationOptions({
    onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
  });
  const giveBack = async () => {
    await client.members.changeInbox.mutate({ inboxId, add: [id] });
    await queryClient.invalidateQueries(trpc.members.pathFilter());
  };
  // Of the mutation: the row may be gone when it is answered.
  const removal = useSaveMutation(options, trpc.members.pathFilter(), () =>
    offer({
      displayId: null,
      text: t("removed", { name }),
      undo: () => toPlainResult(giveBack),
      openAfter: null,
    }),
  );
  const run = () => {
    const end = beginChange();
    // The mutation has the error.
    removal
      .mutateAsync({ inboxId, remove: [id] })
      .catch(() => undefined)
      .finally(() => end(null));
  };
  return { run, isPending: removal.isPending };
}

/** Why a member sees an inbox: administrators see all, agents those that they were given. */
type InboxReader = { member: MemberDto; why: "administrator" | "member" };

/** Who sees an inbox, agents first, and to which agents it can be given. Deactivated members see nothing. */
export function splitByInbox(
  members: readonly MemberDto[],
  inboxId: number,
): { readers: InboxReader[]; others: MemberDto[] } {
  const present = members.filter(({ state }) => state !== "deactivated");
  const agents = present.filter(({ role }) => role === "agent");
  const isGiven = ({ inboxIds }: MemberDto) => inboxIds.includes(inboxId);
  return {
    readers: [
      ...agents.filter(isGiven).map((member) => ({ member, why: "member" as const })),
      ...present
        .filter(({ role }) => role === "administrator")
        .map((member) => ({ member, why: "administrator" as const })),
    ],
    others: agents.filter((member) => !isGiven(member)),
  };
}
