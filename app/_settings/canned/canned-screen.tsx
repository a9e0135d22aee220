"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { useTRPC } from "@/app/_lib/trpc";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import { CannedDialog } from "./canned-dialog";
import { CannedRow } from "./canned-row";

/** The account's canned replies: created, edited, deleted. */
export function CannedScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.cannedReplies.list.queryOptions());
  return (
    <ListScreen
      of="canned"
      icon={<MessageSquareText size={20} />}
      list={list}
      row={(reply, { onEdit }) => <CannedRow key={reply.id} reply={reply} onEdit={onEdit} />}
      edit={(reply, onClose) => <CannedDialog reply={reply} onClose={onClose} />}
    />
  );
}
