"use client";

import { Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMe } from "@/app/_lib/session/me";
import { PriorityIcon } from "@/app/_shared/conversation/marks";
import { useTeams } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import type { Priority } from "@/app/_shared/view/view";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";
import type { Trigger } from "@/app/_ui/overlay/use-popup";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { PRIORITIES } from "@/server/contract/conversation/constants";

/** A possible assignee; null is nobody. */
export type Assignee = { id: number | null; name: string };
/** `label` is the name as shown in a list of choices. */
type AssigneeChoice = Assignee & { label: string };

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

/** A team that a conversation can be assigned to; null is none. */
export type TeamChoice = { id: string; teamId: number | null; name: string };

/** No team, then all teams by name. `isWorthwhile`: there is a team, or they are still loading. */
export function useTeamChoices(): { choices: TeamChoice[]; isWorthwhile: boolean } {
  const t = useTranslations("teams");
  const { teams, areKnown } = useTeams();
  const choices = [
    { id: "none", teamId: null, name: t("none") },
    ...teams.map(({ id, name }) => ({ id: String(id), teamId: id, name })),
  ];
  return { choices, isWorthwhile: !areKnown || teams.length > 0 };
}

type PriorityChoice = { id: string; priority: Priority | null; name: string; icon: ReactNode };

/** The priorities from the highest, then none. */
export function usePriorities(): PriorityChoice[] {
  const t = useTranslations("priority");
  return [
    ...PRIORITIES.toReversed().map((priority) => ({
      id: priority,
      priority,
      name: t(`value.${priority}`),
      icon: <PriorityIcon priority={priority} />,
    })),
    { id: "none", priority: null, name: t("none"), icon: <Minus size={15} className="text-faint" /> },
  ];
}

type AssignMenuProps = {
  conversation: ConversationDto;
  trigger: Trigger;
  onAssign: (assignee: Assignee) => void;
  align?: "start" | "end";
};

const NOBODY = "nobody";
const choiceOf = (id: number | null): string => (id === null ? NOBODY : String(id));

/** Assigns the conversation: to the reader, to nobody, or to another member who may see its inbox. */
export function AssignMenu({ conversation, trigger, onAssign, align = "end" }: AssignMenuProps) {
  const t = useTranslations("assign");
  const assignees = useAssignees([conversation.inboxId]);
  return (
    <Menu trigger={trigger} align={align}>
      <MenuChoice
        label={t("title")}
        value={choiceOf(conversation.assigneeId)}
        options={assignees.map(({ id, label }) => ({ value: choiceOf(id), label }))}
        onChange={(value) => {
          const chosen = assignees.find(({ id }) => choiceOf(id) === value);
          if (chosen) onAssign(chosen);
        }}
      />
    </Menu>
  );
}
