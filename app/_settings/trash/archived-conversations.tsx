"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useId, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { FileCard } from "@/app/_shared/files/file-card";
import { LoadState, MoreButton, rowsOf } from "@/app/_shared/load-state";
import { IconButton } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { ArchiveDto } from "@/server/contract/deletion/archive";
import { ARCHIVE_SEARCH_CHARS_MAX } from "@/server/contract/deletion/constants";

/** What inboxes archived before they deleted it: to be found, downloaded and deleted. */
export function ArchivedConversations({ inboxes }: { inboxes: readonly InboxDto[] }) {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const headingId = useId();
  const [typed, setTyped] = useState("");
  const [deleted, setDeleted] = useState<ArchiveDto | null>(null);
  const search = useDeferredValue(typed.trim());
  const list = useInfiniteQuery({
    ...trpc.deletions.archives.infiniteQueryOptions(
      { search, limit: 20 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
    placeholderData: keepPreviousData,
  });
  const inboxNames = new Map(inboxes.map(({ id, name }) => [id, name]));
  const archives = rowsOf(list);
  return (
    <section className="mt-8" aria-labelledby={headingId}>
      <h2 id={headingId} className="text-base">
        {t("archived")}
      </h2>
      <p className="mt-0.5 mb-3 max-w-prose text-muted">{t("archivedText")}</p>
      <Field
        type="search"
        label={t("archivedSearch")}
        value={typed}
        maxLength={ARCHIVE_SEARCH_CHARS_MAX}
        autoComplete="off"
        className="mb-3 max-w-sm"
        onChange={({ target }) => setTyped(target.value)}
      />
      {archives === undefined ? <LoadState error={list.error} onRetry={list.refetch} /> : null}
      {archives?.length === 0 ? (
        <p className="text-muted">{t(search === "" ? "archivedNone" : "archivedNoMatch")}</p>
      ) : null}
      <ul aria-labelledby={headingId} className="overflow-hidden rounded-m border border-line empty:hidden">
        {archives?.map((archive) => (
          <ArchiveRow
            key={archive.id}
            archive={archive}
            inbox={inboxNames.get(archive.inboxId) ?? ""}
            onDelete={() => setDeleted(archive)}
          />
        ))}
      </ul>
      <MoreButton list={list} isSmall>
        {t("archivedMore")}
      </MoreButton>
      {deleted ? <DeleteArchive archive={deleted} onClose={() => setDeleted(null)} /> : null}
    </section>
  );
}

type ArchiveRowProps = { archive: ArchiveDto; inbox: string; onDelete: () => void };

function ArchiveRow({ archive, inbox, onDelete }: ArchiveRowProps) {
  const t = useTranslations("settings.trash");
  const times = useTimes();
  const { displayId, contactName, messageCount, archivedAt, document, attachments } = archive;
  return (
    <li className="flex items-start gap-x-3 border-line px-4 py-2.5 not-first:border-t">
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">
          <bdi>{contactName ?? t("archivedUnnamed")}</bdi>{" "}
          <span className="font-normal text-muted">#{displayId}</span>
        </p>
        <p className="mt-0.5 text-muted text-sm">
          {t("archivedLine", { inbox, count: messageCount, date: times.date(archivedAt) })}
        </p>
        <div className="mt-2 grid max-w-xl gap-2 sm:grid-cols-2">
          {[document, ...attachments].map((file) => (
            <FileCard key={file.id} file={file} />
          ))}
        </div>
      </div>
      <IconButton label={t("archivedDeleteOne", { number: displayId })} onClick={onDelete}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
    </li>
  );
}

function DeleteArchive({ archive, onClose }: { archive: ArchiveDto; onClose: () => void }) {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const end = useWhileShown(onClose);
  const removal = useSaveMutation(
    trpc.deletions.deleteArchive.mutationOptions(),
    trpc.deletions.archives.pathFilter(),
    () => {
      end();
      notify({ text: t("archivedDeleted") });
    },
  );
  return (
    <ConfirmDialog
      title={t("archivedDeleteTitle", { number: archive.displayId })}
      text={t("archivedDeleteText")}
      words={{ keep: t("cancel"), confirm: t("archivedDeleteConfirm"), close: t("close") }}
      error={removal.error && errorText(removal.error)}
      isPending={removal.isPending}
      onConfirm={() => removal.mutate({ archiveId: archive.id })}
      onClose={onClose}
    />
  );
}
