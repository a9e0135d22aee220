"use client";

import { useTranslations } from "next-intl";
import { MemberAvatar } from "@/app/_shared/member-avatar";
import { useMembers } from "@/app/_shared/use-members";

/** The picture of a conversation's assignee, with the name for screen readers; nothing while the name is unknown. */
export function AssigneeMark({ assigneeId }: { assigneeId: number | null }) {
  const t = useTranslations("list");
  const { nameOf } = useMembers();
  const name = assigneeId === null ? null : nameOf(assigneeId);
  if (assigneeId === null || !name) return null;
  return (
    <span title={name}>
      <MemberAvatar name={name} id={assigneeId} className="size-5 text-3xs" />
      <span className="sr-only">{t("assignedTo", { name })}</span>
    </span>
  );
}
