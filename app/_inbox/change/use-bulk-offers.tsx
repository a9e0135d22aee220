"use client";

import { CalendarClock, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ActionResult } from "@/app/_auth/act";
import { useMe } from "@/app/_lib/me";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useTRPCClient } from "@/app/_lib/trpc";
import { assign, assignTeam, markPending, reopen, resolve, setPriority, snooze } from "../actions";
import type { Row } from "../cache/rows";
import type { Choice, Offer, Offers } from "../keys/offers";
import { LabelDot } from "../label-chip";
import { useLabels } from "../use-labels";
import type { ConversationStatus } from "../view";
import { useAssignees } from "./use-assignees";
import type { BulkKind } from "./use-bulk";
import { usePriorities } from "./use-priorities";
import { useSnoozeChoices } from "./use-snooze-choices";
import { useTeamChoices } from "./use-team-choices";

export type BulkChange = (kind: BulkKind, run: (displayId: number) => Promise<ActionResult>) => void;

/** What can be done to all selected conversations. */
export function useBulkOffers(rows: readonly Row[], change: BulkChange, onPickSnooze: () => void): Offers {
  const t = useTranslations("snooze");
  const me = useMe();
  const snoozes = useSnoozeChoices();
  const inboxIds = [...new Set(rows.map((row) => row.conversation.inboxId))];
  const assignees = useAssignees(inboxIds);
  const label = useBulkLabels(rows, change);
  const priorities = usePriorities();
  const teams = useTeamChoices();
  const isElsewhere = (status: ConversationStatus) => rows.some((row) => row.conversation.status !== status);
  const give = (id: number | null) => change("assign", (displayId) => assign(displayId, id));
  return {
    resolve: { run: () => change("resolve", resolve), isEnabled: isElsewhere("resolved") },
    reopen: { run: () => change("reopen", reopen), isEnabled: isElsewhere("open") },
    markPending: { run: () => change("markPending", markPending), isEnabled: isElsewhere("pending") },
    snooze: {
      choices: () => [
        ...snoozes().map(({ until, ...choice }) => ({
          ...choice,
          run: () =>
            change("snooze", (displayId) => snooze(displayId, until === null ? null : until.toISOString())),
        })),
        { id: "pick", name: t("pick"), icon: <CalendarClock size={15} />, run: onPickSnooze },
      ],
    },
    assign: {
      choices: () =>
        assignees.map(({ id, label: name }) => ({
          id: String(id),
          name,
          isOn: rows.every((row) => row.conversation.assigneeId === id),
          run: () => give(id),
        })),
    },
    assignToMe: { run: () => give(me.id) },
    team: {
      choices: () =>
        teams.map(({ id, teamId, name }) => ({
          id,
          name,
          isOn: rows.every((row) => row.conversation.teamId === teamId),
          run: () => change("team", (displayId) => assignTeam(displayId, teamId)),
        })),
      isEnabled: teams.length > 1,
    },
    priority: {
      choices: () =>
        priorities.map(({ priority, ...choice }) => ({
          ...choice,
          isOn: rows.every((row) => row.conversation.priority === priority),
          run: () => change("priority", (displayId) => setPriority(displayId, priority)),
        })),
    },
    label,
  };
}

/** A label that all have is taken off, any other is put on those that have it not. */
function useBulkLabels(rows: readonly Row[], change: BulkChange): Offer {
  const t = useTranslations("labels");
  const client = useTRPCClient();
  const { names } = useLabels();
  const labelsOf = new Map(rows.map(({ conversation: { displayId, labels } }) => [displayId, labels]));

  const set = (next: (labels: string[]) => string[]) =>
    change("label", async (displayId) => {
      const labels = next(labelsOf.get(displayId) ?? []);
      try {
        const { operationId } = await client.conversations.setLabels.mutate({ displayId, labels });
        return { ok: true, operationId };
      } catch (error) {
        const code = refusalCodeOf(error);
        if (code === null) throw error;
        return { ok: false, code };
      }
    });
  const add = (label: string) => set((labels) => [...labels.filter((held) => held !== label), label]);
  const remove = (label: string) => set((labels) => labels.filter((held) => held !== label));
  return {
    choices: (): Choice[] =>
      names.map((label) => {
        const isOn = [...labelsOf.values()].every((labels) => labels.includes(label));
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
