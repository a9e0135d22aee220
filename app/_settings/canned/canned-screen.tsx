"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CannedDialog } from "./canned-dialog";
import { CannedRow } from "./canned-row";

/** The dialog's subject: a new reply, one to edit, or none. */
type Editing = CannedReplyDto | "new" | null;

/** The account's canned replies: created, edited, deleted. */
export function CannedScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.cannedReplies.list.queryOptions());
  const [editing, setEditing] = useState<Editing>(null);
  return (
    <>
      <ListScreen
        of="canned"
        icon={<MessageSquareText size={20} />}
        list={list}
        onCreate={() => setEditing("new")}
      >
        {(reply) => <CannedRow key={reply.id} reply={reply} onEdit={() => setEditing(reply)} />}
      </ListScreen>
      {editing === null ? null : (
        <CannedDialog reply={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}
