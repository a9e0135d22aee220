"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { hasGroups } from "@/server/contract/inbox/channels";
import type { LabelDto } from "@/server/contract/organising/label";
import type { TeamDto } from "@/server/contract/organising/team";

/** The account's name and logo; undefined until they are loaded. */
export function useAccount() {
  const trpc = useTRPC();
  return useQuery(trpc.account.get.queryOptions()).data;
}

const NO_INBOXES: InboxDto[] = [];

/** The inboxes that the reader may see, by name; empty while they are loading. */
export function useInboxes(): readonly InboxDto[] {
  const trpc = useTRPC();
  const { data = NO_INBOXES } = useQuery(trpc.inboxes.list.queryOptions());
  return data;
}

/** Those of them in which agents can begin groups. */
export const useGroupInboxes = (): readonly InboxDto[] => useInboxes().filter(hasGroups);

/** An inbox; null while it is loading. */
export function useInbox(inboxId: number | null): InboxDto | null {
  return useInboxes().find((inbox) => inbox.id === inboxId) ?? null;
}

const NO_LABELS: LabelDto[] = [];
/** Built in: marks what the policy treats as spam. */
const SPAM = "spam";

/** The account's labels and their colours; an unknown name is gray. */
export function useLabels() {
  const trpc = useTRPC();
  const { data: labels = NO_LABELS } = useQuery(trpc.labels.list.queryOptions());
  return useMemo(() => {
    const known = new Map(labels.map((label) => [label.name, label]));
    return {
      names: labels.map(({ name }) => name),
      colourOf: (name: string): LabelDto["colour"] =>
        known.get(name)?.colour ?? (name === SPAM ? "red" : "gray"),
      isBuiltIn: (name: string): boolean => name === SPAM,
      descriptionOf: (name: string): string => known.get(name)?.description ?? "",
    };
  }, [labels]);
}

const NO_TEAMS: TeamDto[] = [];

/** The account's teams; a deleted team is shown as a former team. `areKnown`: they are loaded. */
export function useTeams() {
  const t = useTranslations("teams");
  const trpc = useTRPC();
  const { data: teams = NO_TEAMS, isPending } = useQuery(trpc.teams.list.queryOptions());
  return useMemo(() => {
    const names = new Map(teams.map(({ id, name }) => [id, name]));
    return { teams, areKnown: !isPending, teamName: (id: number): string => names.get(id) ?? t("former") };
  }, [teams, isPending, t]);
}
