"use client";

import { useTranslations } from "next-intl";
import { RuleText } from "@/app/_shared/why/why-text";
import { Popover } from "@/app/_ui/overlay/popover";
import type { ConversationDto } from "@/server/contract/_shared/dto";

type AssigneeWhyProps = { conversation: ConversationDto; assigneeName: string };

/** That a rule decided the assignee, and which; nothing if somebody chose them. */
export function AssigneeWhy({ conversation, assigneeName: name }: AssigneeWhyProps) {
  const t = useTranslations("details");
  const { assigneeId, assigneeCause, status } = conversation;
  if (!assigneeCause) return null;
  const title = t("whyAssigned", { name });
  return (
    <Popover
      title={title}
      align="start"
      trigger={
        <button
          type="button"
          aria-label={title}
          className="flex h-7.5 items-center rounded-s text-muted text-sm underline decoration-dotted underline-offset-2 hover:text-fg pointer-coarse:h-10"
        >
          {t("assignedByReply")}
        </button>
      }
    >
      <p>
        <RuleText status={status} cause={assigneeCause} actor={{ type: "user", id: assigneeId, name }} />
      </p>
    </Popover>
  );
}
