"use client";

import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { AssignMenu, type TeamChoice, usePriorities, useTeamChoices } from "@/app/_inbox/change/choices";
import { useStatusActions } from "@/app/_inbox/change/use-status-actions";
import { whenReachable } from "@/app/_lib/when-reachable";
import { PriorityIcon } from "@/app/_shared/conversation/marks";
import { useInboxes, useTeams } from "@/app/_shared/use-account";
import { MemberAvatar, useMembers } from "@/app/_shared/use-members";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";
import type { ConversationDto, InboxDto } from "@/server/contract/_shared/dto";

/** Not part of the first load. */
const AssigneeWhy = dynamic(
  whenReachable(() => import("./assignee-why").then((file) => file.AssigneeWhy)),
  { ssr: false },
);

/** The assignee, team, inbox and priority, each changed in place. */
export function Properties({ conversation }: { conversation: ConversationDto }) {
  const t = useTranslations("details");
  const assign = useTranslations("assign");
  const priority = useTranslations("priority");
  const { nameOf } = useMembers();
  const teams = useTeams();
  const actions = useStatusActions(conversation.displayId, () => {});
  const { assigneeId } = conversation;
  const assignee = assigneeId === null ? assign("nobody") : (nameOf(assigneeId) ?? t("formerMember"));
  return (
    <dl className="key-value grid items-center gap-x-2.5 gap-y-0.5">
      <Property name={t("assignee")}>
        <AssignMenu
          conversation={conversation}
          align="start"
          onAssign={(chosen) => void actions.assign(chosen)}
          trigger={
            <PropertyButton label={t("assignee")}>
              {assigneeId === null ? null : (
                <MemberAvatar id={assigneeId} name={assignee} className="size-5" />
              )}
              <span className="truncate">{assignee}</span>
            </PropertyButton>
          }
        />
        {conversation.assigneeCause ? (
          <AssigneeWhy conversation={conversation} assigneeName={assignee} />
        ) : null}
      </Property>
      {teams.teams.length > 0 || conversation.teamId !== null ? (
        <Property name={t("team")}>
          <TeamMenu
            teamId={conversation.teamId}
            label={t("team")}
            onChange={(team) => void actions.assignTeam(team)}
          />
        </Property>
      ) : null}
      <Property name={t("inbox")}>
        <InboxMenu
          inboxId={conversation.inboxId}
          label={t("inbox")}
          onChange={(inbox) => void actions.move(inbox)}
        />
      </Property>
      <Property name={priority("title")}>
        <PriorityMenu conversation={conversation} onChange={(chosen) => void actions.setPriority(chosen)} />
      </Property>
    </dl>
  );
}

type TeamMenuProps = { teamId: number | null; label: string; onChange: (team: TeamChoice) => void };

function TeamMenu({ teamId, label, onChange }: TeamMenuProps) {
  const t = useTranslations("teams");
  const { teamName } = useTeams();
  const { choices } = useTeamChoices();
  return (
    <Menu
      align="start"
      trigger={
        <PropertyButton label={label}>{teamId === null ? t("none") : teamName(teamId)}</PropertyButton>
      }
    >
      <MenuChoice
        label={label}
        value={teamId === null ? "none" : String(teamId)}
        options={choices.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          const chosen = choices.find((choice) => choice.id === id);
          if (chosen) onChange(chosen);
        }}
      />
    </Menu>
  );
}

type InboxMenuProps = { inboxId: number; label: string; onChange: (inbox: InboxDto) => void };

function InboxMenu({ inboxId, label, onChange }: InboxMenuProps) {
  const inboxes = useInboxes();
  const name = inboxes.find((inbox) => inbox.id === inboxId)?.name ?? "";
  return (
    <Menu align="start" trigger={<PropertyButton label={label}>{name}</PropertyButton>}>
      <MenuChoice
        label={label}
        value={String(inboxId)}
        options={inboxes.map((inbox) => ({ value: String(inbox.id), label: inbox.name }))}
        onChange={(chosen) => {
          const inbox = inboxes.find(({ id }) => String(id) === chosen);
          if (inbox) onChange(inbox);
        }}
      />
    </Menu>
  );
}

type PriorityMenuProps = {
  conversation: ConversationDto;
  onChange: (priority: ConversationDto["priority"]) => void;
};

function PriorityMenu({ conversation: { priority }, onChange }: PriorityMenuProps) {
  const t = useTranslations("priority");
  const priorities = usePriorities();
  return (
    <Menu
      align="start"
      trigger={
        <PropertyButton label={t("title")}>
          {priority ? <PriorityIcon priority={priority} /> : null}
          {priority ? t(`value.${priority}`) : t("none")}
        </PropertyButton>
      }
    >
      <MenuChoice
        label={t("title")}
        value={priority ?? "none"}
        options={priorities.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => onChange(priorities.find((choice) => choice.id === id)?.priority ?? null)}
      />
    </Menu>
  );
}

function Property({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="truncate text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

type PropertyButtonProps = ComponentProps<"button"> & { label: string };

/** A value that opens a menu of alternatives. */
function PropertyButton({ label, children, ...rest }: PropertyButtonProps) {
  return (
    <button
      type="button"
      className="-ml-1.5 flex h-7.5 w-full min-w-0 items-center gap-1.5 rounded-s px-1.5 text-start hover:not-disabled:bg-hover pointer-coarse:h-10"
      {...rest}
    >
      <span className="sr-only">{label}: </span>
      <span className="flex min-w-0 flex-1 items-center gap-1.5 truncate">{children}</span>
      <ChevronDown size={13} aria-hidden className="shrink-0 text-faint in-disabled:hidden" />
    </button>
  );
}
