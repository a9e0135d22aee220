"use client";

import { useTranslations } from "next-intl";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";
import type { Trigger } from "@/app/_ui/overlay/use-popup";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { type Assignee, useAssignees } from "./use-assignees";

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
