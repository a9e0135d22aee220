"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FilterField } from "@/app/_settings/frame/filtered-list";
import { ListScreen, Rows } from "@/app/_settings/frame/list-screen";
import { Toggles } from "@/app/_ui/check";
import type { ListedCannedReply } from "@/server/contract/organising/canned-reply";
import { CannedDialog } from "./canned-dialog";
import { CannedRow } from "./canned-row";

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

type FoldersProps = { replies: readonly ListedCannedReply[]; row: (reply: ListedCannedReply) => ReactNode };

/** A search, and the found replies in their folders, or all of them by use. */
function Folders({ replies, row }: FoldersProps) {
  const t = useTranslations("settings.canned");
  const [query, setQuery] = useState("");
  const [order, setOrder] = useState<"folder" | "uses">("folder");
  const found =
    order === "folder" ? inFolders(replies, query) : [{ folder: "", replies: mostUsed(replies, query) }];
  const count = found.flatMap((folder) => folder.replies).length;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <FilterField label={t("search")} query={query} onQuery={setQuery} />
        <Toggles
          label={t("sort")}
          value={order}
          options={[
            { value: "folder", label: t("byFolder") },
            { value: "uses", label: t("byUses") },
          ]}
          onChange={setOrder}
        />
      </div>
      <p role="status" className={count === 0 ? "text-muted" : "sr-only"}>
        {query === "" ? "" : t("found", { count })}
      </p>
      {(count === 0 ? [] : found).map(({ folder, replies: inside }) => (
        <section
          key={folder}
          className="mb-5"
          aria-label={order === "uses" ? t("byUses") : folder || t("noFolder")}
        >
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

/** The canned replies that match a query, by folder; those in none are last. Best first: by code, by title, by text. */
export function inFolders(replies: readonly ListedCannedReply[], query: string) {
  const found = matching(replies, query);
  const folders = [...new Set(found.map(({ folder }) => folder))].sort(byName);
  return folders.map((folder) => ({ folder, replies: found.filter((reply) => reply.folder === folder) }));
}

/** The canned replies that match a query, the most used first. Among equals, the one that was used last. */
export const mostUsed = (replies: readonly ListedCannedReply[], query: string): ListedCannedReply[] =>
  matching(replies, query).sort(
    (a, b) => b.uses - a.uses || (b.lastUsedAt ?? "").localeCompare(a.lastUsedAt ?? ""),
  );

/** Best first. */
function matching(replies: readonly ListedCannedReply[], query: string): ListedCannedReply[] {
  const wanted = query.trim().toLowerCase().replace(/^\//, "");
  return replies
    .map((reply) => ({ reply, rank: rankOf(reply, wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ reply }) => reply);
}

const byName = (a: string, b: string): number => Number(a === "") - Number(b === "") || a.localeCompare(b);

/** Lower is better; -1 = no match. */
function rankOf({ shortCode, title, content, folder }: ListedCannedReply, wanted: string): number {
  if (shortCode.startsWith(wanted)) return 0;
  const at = [shortCode, title, content, folder].findIndex((text) => text.toLowerCase().includes(wanted));
  return at < 0 ? -1 : at + 1;
}
