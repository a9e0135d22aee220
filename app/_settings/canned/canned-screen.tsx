"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquareText, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { CannedReplyDto } from "@/server/contract/canned-reply";
import { LoadState } from "../load-state";
import { PageHead } from "../page-head";
import { CannedDialog } from "./canned-dialog";
import { CannedRow } from "./canned-row";

/** What the dialog is open for: a new one, one to change, or nothing. */
type Editing = CannedReplyDto | "new" | null;

/** The account's canned replies: written, changed, deleted. */
export function CannedScreen() {
  const t = useTranslations("settings.canned");
  const trpc = useTRPC();
  const { data: replies, error, refetch } = useQuery(trpc.cannedReplies.list.queryOptions());
  const [editing, setEditing] = useState<Editing>(null);
  const create = (
    <Button look="primary" onClick={() => setEditing("new")}>
      <Plus size={15} aria-hidden />
      {t("create")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("title")} action={replies && replies.length > 0 ? create : undefined}>
        {t("text")}
      </PageHead>
      {replies === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      {replies?.length === 0 ? (
        <EmptyState icon={<MessageSquareText size={20} />} title={t("empty")} action={create}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      {replies && replies.length > 0 ? (
        <ul className="overflow-hidden rounded-m border border-line">
          {replies.map((reply) => (
            <CannedRow key={reply.id} reply={reply} onEdit={() => setEditing(reply)} />
          ))}
        </ul>
      ) : null}
      {editing === null ? null : (
        <CannedDialog reply={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}
