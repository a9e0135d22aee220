"use client";

import { CalendarClock, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSnoozes } from "@/app/_inbox/snooze/snooze-menu";
import { usePush } from "@/app/_lib/leave";
import { useMe } from "@/app/_lib/session/me";
import { LabelDot, type LabelsChange } from "@/app/_shared/conversation/label-chip";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { conversationHref, useCopyLink } from "@/app/_shared/message/linked-message";
import { useInboxes, useLabels } from "@/app/_shared/use-account";
import { allOff, type Choice, type Offers } from "@/app/_shell/keys/offers";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { useAssignees, usePriorities, useTeamChoices } from "./choices";
import { useChangeLabels, useFollow, useMarkUnread } from "./use-conversation-changes";
import { useMacroOffer, useMacros, useRunMacro } from "./use-macros";
import type { StatusActions } from "./use-status-actions";

type Dialogs = {
  /** Opens the dialog for a custom time. */
  onPickSnooze: () => void;
  /** Opens the dialog for the address. */
  onTranscript: () => void;
};

/** The actions for the open conversation. */
export function useConversationOffers(
  conversation: ConversationDto,
  actions: StatusActions,
  { onPickSnooze, onTranscript }: Dialogs,
): Offers {
  const t = useTranslations("snooze");
  const why = useTranslations("keys.unavailable");
  const me = useMe();
  const push = usePush();
  const snoozes = useSnoozes();
  const assignees = useAssignees([conversation.inboxId]);
  const label = useLabelOffer(conversation);
  const copyLink = useCopyLink();
  const markUnread = useMarkUnread();
  const priorities = usePriorities();
  const teams = useTeamChoices();
  const inboxes = useInboxes();
  const { isFollowing, follow, unfollow } = useFollow(conversation);
  const macros = useMacros();
  const runMacro = useRunMacro(conversation, actions.onNextState);
  const macroOffer = useMacroOffer();
  const { status, assigneeId } = conversation;
  const copy = { run: () => copyLink(conversationHref(conversation.displayId)) };
  const number = { number: conversation.displayId };
  const restore = { run: () => void actions.restore() };
  // In the trash nothing can be changed.
  if (conversation.lifecycle !== "live")
    return { ...allOff(why("trashed", number)), restore, copyLink: copy };
  return {
    restore: { ...restore, isEnabled: false, whyNot: why("notTrashed", number) },
    resolve: {
      run: () => void actions.resolve(),
      isEnabled: status !== "resolved",
      whyNot: why("resolved", number),
    },
    reopen: { run: () => void actions.reopen(), isEnabled: status !== "open", whyNot: why("open", number) },
    markPending: {
      run: () => void actions.markPending(),
      isEnabled: status !== "pending",
      whyNot: why("pending", number),
    },
    snooze: {
      choices: () => [
        ...snoozes
          .choices()
          .map(({ until, ...choice }) => ({ ...choice, run: () => void actions.snooze(until) })),
        { id: "pick", name: t("pick"), icon: <CalendarClock size={15} />, run: onPickSnooze },
      ],
      ofText: (text) => {
        const snooze = snoozes.ofText(text);
        return snooze && { ...snooze, run: () => void actions.snooze(snooze.until) };
      },
      placeholder: t("wordsHint"),
    },
    assign: {
      choices: () =>
        assignees.map((assignee) => ({
          id: String(assignee.id),
          name: assignee.label,
          isOn: assignee.id === assigneeId,
          run: () => void actions.assign(assignee),
        })),
    },
    team: {
      choices: () =>
        teams.choices.map(({ id, ...team }) => ({
          id,
          name: team.name,
          isOn: team.teamId === conversation.teamId,
          run: () => void actions.assignTeam(team),
        })),
      isEnabled: teams.isWorthwhile || conversation.teamId !== null,
      whyNot: why("noTeams"),
    },
    priority: {
      choices: () =>
        priorities.map(({ priority, ...choice }) => ({
          ...choice,
          isOn: priority === conversation.priority,
          run: () => void actions.setPriority(priority),
        })),
    },
    move: {
      choices: () =>
        inboxes.map((inbox) => ({
          id: String(inbox.id),
          name: inbox.name,
          icon: <InboxDot inboxId={inbox.id} />,
          isOn: inbox.id === conversation.inboxId,
          run: () => void actions.move(inbox),
        })),
      isEnabled: inboxes.length > 1,
      whyNot: why("oneInbox"),
    },
    macro: macroOffer(macros, (macro) => void runMacro(macro)),
    follow: { run: () => void follow(), isEnabled: !isFollowing, whyNot: why("following", number) },
    unfollow: { run: () => void unfollow(), isEnabled: isFollowing, whyNot: why("notFollowing", number) },
    markUnread: { run: () => markUnread([conversation.displayId]) },
    spam: { run: () => void actions.spam() },
    takeOver: {
      run: () => void actions.takeOver(),
      isEnabled: status === "pending",
      whyNot: why("notPending", number),
    },
    assignToMe: {
      run: () => void actions.assign(me),
      isEnabled: assigneeId !== me.id,
      whyNot: why("mine", number),
    },
    label,
    transcript: { run: onTranscript },
    trash: { run: () => void actions.trash() },
    copyLink: copy,
    ...(me.role === "administrator" && {
      events: { run: () => push(`/settings/events?conversation=${conversation.id}`) },
    }),
  };
}

/** The account's labels, each added or removed; other text creates a new label. */
function useLabelOffer({ displayId, labels }: ConversationDto) {
  const t = useTranslations("labels");
  const { mutate } = useChangeLabels();
  const { names } = useLabels();
  const change = (made: LabelsChange) => mutate({ displayId, ...made });
  const known = () => [...new Set([...labels, ...names])];
  return {
    choices: (): Choice[] =>
      known().map((label) => {
        const isOn = labels.includes(label);
        const run = () => change(isOn ? { remove: [label] } : { add: [label] });
        return { id: label, name: label, icon: <LabelDot label={label} />, isOn, run };
      }),
    ofText: (text: string): Choice | null =>
      known().includes(text)
        ? null
        : {
            id: "new",
            name: t("addNew", { label: text }),
            icon: <Plus size={15} />,
            run: () => change({ add: [text] }),
          },
  };
}
