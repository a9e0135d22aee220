"use client";

import { CalendarClock, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAssignees, usePriorities, useTeamChoices } from "@/app/_inbox/change/choices";
import { useMacroOffer, useMacros } from "@/app/_inbox/change/use-macros";
import { useSnoozes } from "@/app/_inbox/snooze/snooze-menu";
import { useMe } from "@/app/_lib/session/me";
import { LabelDot } from "@/app/_shared/conversation/label-chip";
import { InboxDot } from "@/app/_shared/conversation/marks";
import type { Row } from "@/app/_shared/conversation/rows";
import { useInboxes, useLabels } from "@/app/_shared/use-account";
import type { ConversationStatus } from "@/app/_shared/view/view";
import type { Choice, Offer, Offers } from "@/app/_shell/keys/offers";
import type { BulkAction } from "./use-bulk";

export type BulkChange = (action: BulkAction) => void;

/** The actions for all selected conversations. */
export function useBulkOffers(
  rows: readonly Row[],
  change: BulkChange,
  { onPickSnooze, onPurge, unread }: Record<"onPickSnooze" | "onPurge", () => void> & { unread: Offer },
): Offers {
  const t = useTranslations("snooze");
  const me = useMe();
  const snoozes = useSnoozes();
  const snooze = (until: Date | null) =>
    change({ action: "snooze", params: { until: until?.toISOString() ?? null } });
  const inboxIds = [...new Set(rows.map((row) => row.conversation.inboxId))];
  const assignees = useAssignees(inboxIds);
  const label = useBulkLabels(rows, change);
  const priorities = usePriorities();
  const teams = useTeamChoices();
  const inboxes = useInboxes();
  const macros = useMacros();
  const macroOffer = useMacroOffer();
  const hasOtherStatus = (status: ConversationStatus) =>
    rows.some((row) => row.conversation.status !== status);
  const assign = (assigneeId: number | null) => change({ action: "assign", params: { assigneeId } });
  const signal = (kind: "resolve" | "reopen" | "markPending") =>
    change({ action: "status", params: { signal: kind } });
  if (rows.some((row) => row.conversation.lifecycle !== "live"))
    return {
      restore: { run: () => change({ action: "restore", params: {} }) },
      ...(me.role === "administrator" && { purge: { run: onPurge } }),
    };
  return {
    trash: { run: () => change({ action: "trash", params: {} }) },
    resolve: { run: () => signal("resolve"), isEnabled: hasOtherStatus("resolved") },
    reopen: { run: () => signal("reopen"), isEnabled: hasOtherStatus("open") },
    markPending: { run: () => signal("markPending"), isEnabled: hasOtherStatus("pending") },
    snooze: {
      choices: () => [
        ...snoozes.choices().map(({ until, ...choice }) => ({ ...choice, run: () => snooze(until) })),
        { id: "pick", name: t("pick"), icon: <CalendarClock size={15} />, run: onPickSnooze },
      ],
      ofText: (text) => {
        const typed = snoozes.ofText(text);
        return typed && { ...typed, run: () => snooze(typed.until) };
      },
      placeholder: t("wordsHint"),
    },
    assign: {
      choices: () =>
        assignees.map(({ id, label: name }) => ({
          id: String(id),
          name,
          isOn: rows.every((row) => row.conversation.assigneeId === id),
          run: () => assign(id),
        })),
    },
    markUnread: unread,
    assignToMe: { run: () => assign(me.id) },
    team: {
      choices: () =>
        teams.choices.map(({ id, teamId, name }) => ({
          id,
          name,
          isOn: rows.every((row) => row.conversation.teamId === teamId),
          run: () => change({ action: "team", params: { teamId } }),
        })),
      isEnabled: teams.isWorthwhile,
    },
    priority: {
      choices: () =>
        priorities.map(({ priority, ...choice }) => ({
          ...choice,
          isOn: rows.every((row) => row.conversation.priority === priority),
          run: () => change({ action: "priority", params: { priority } }),
        })),
    },
    move: {
      choices: () =>
        inboxes.map(({ id, name }) => ({
          id: String(id),
          name,
          icon: <InboxDot inboxId={id} />,
          isOn: inboxIds.every((inboxId) => inboxId === id),
          run: () => change({ action: "move", params: { inboxId: id } }),
        })),
      isEnabled: inboxes.length > 1,
    },
    macro: macroOffer(
      macros.filter(({ actions }) => !actions.some(({ type }) => type === "draft")),
      ({ id }) => change({ action: "macro", params: { macroId: id } }),
    ),
    label,
  };
}

/** A label that every conversation has is removed; any other is added to those without it. */
function useBulkLabels(rows: readonly Row[], change: BulkChange): Offer {
  const t = useTranslations("labels");
  const { names } = useLabels();
  const isOnAll = (label: string) => rows.every((row) => row.conversation.labels.includes(label));
  const add = (label: string) => change({ action: "label", params: { add: [label] } });
  const remove = (label: string) => change({ action: "label", params: { remove: [label] } });
  return {
    choices: (): Choice[] =>
      names.map((label) => {
        const isOn = isOnAll(label);
        const run = () => (isOn ? remove(label) : add(label));
        return { id: label, name: label, icon: <LabelDot label={label} />, isOn, run };
      }),
    ofText: (text) =>
      names.includes(text)
        ? null
        : {
            id: "new",
            name: t("addNew", { label: text }),
            icon: <Plus size={15} />,
            run: () => add(text),
          },
  };
}
