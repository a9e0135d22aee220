"use client";

import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { useMembers } from "@/app/_shared/use-members";

/** A possible assignee; null is nobody. */
export type Assignee = { id: number | null; name: string };
/** `label` is the name as shown in a list of choices. */
export type AssigneeChoice = Assignee & { label: string };

/** The reader, nobody, then the other members who may see all these inboxes. */
export function useAssignees(inboxIds: readonly number[]): AssigneeChoice[] {
  const t = useTranslations("assign");
  const me = useMe();
  const { members } = useMembers();
  const others = members.filter(
    (member) =>
      member.id !== me.id &&
      member.state === "active" &&
      (member.role === "administrator" || inboxIds.every((inboxId) => member.inboxIds.includes(inboxId))),
  );
  return [
    { id: me.id, name: me.name, label: t("you", { name: me.name }) },
    { id: null, name: t("nobody"), label: t("nobody") },
    ...others.map(({ id, name, availability }) => ({
      id,
      name,
      label: availability === "away" ? t("away", { name }) : name,
    })),
  ];
}
