"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { ListScreen, Rows } from "@/app/_settings/frame/list-screen";
import { FIELD } from "@/app/_ui/field";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CannedDialog } from "./canned-dialog";
import { CannedRow } from "./canned-row";
import { inFolders } from "./folders";

/** The canned replies that the reader may use, by folder: created, edited, deleted. */
export function CannedScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.cannedReplies.list.queryOptions());
  const folders = [...new Set(list.data?.map(({ folder }) => folder).filter((folder) => folder !== ""))];
  return (
    <ListScreen
      of="canned"
      icon={<MessageSquareText size={20} />}
      list={list}
      row={(reply, { onEdit }) => <CannedRow key={reply.id} reply={reply} onEdit={onEdit} />}
      edit={(reply, onClose) => <CannedDialog reply={reply} folders={folders} onClose={onClose} />}
    >
      {(replies, row) => <Folders replies={replies} row={row} />}
    </ListScreen>
  );
}

type FoldersProps = { replies: readonly CannedReplyDto[]; row: (reply: CannedReplyDto) => ReactNode };

/** A search, and the found replies in their folders. */
function Folders({ replies, row }: FoldersProps) {
  const t = useTranslations("settings.canned");
  const [query, setQuery] = useState("");
  const found = inFolders(replies, query);
  return (
    <>
      <input
        type="search"
        value={query}
        onChange={({ target }) => setQuery(target.value)}
        aria-label={t("search")}
        placeholder={t("search")}
        className={`${FIELD} mb-4 sm:max-w-xs`}
      />
      <p role="status" className={found.length === 0 ? "text-muted" : "sr-only"}>
        {query === "" ? "" : t("found", { count: found.flatMap((folder) => folder.replies).length })}
      </p>
      {found.map(({ folder, replies: inside }) => (
        <section key={folder} className="mb-5" aria-label={folder || t("noFolder")}>
          {found.length === 1 && folder === "" ? null : (
            <h2 className="mb-1.5 font-semibold text-muted text-sm" dir="auto">
              {folder || t("noFolder")}
            </h2>
          )}
          <Rows>{inside.map(row)}</Rows>
        </section>
      ))}
    </>
  );
}
