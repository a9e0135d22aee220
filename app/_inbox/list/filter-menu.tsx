"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePriorities } from "@/app/_inbox/change/use-priorities";
import { useTeamChoices } from "@/app/_inbox/change/use-team-choices";
import { useTRPC } from "@/app/_lib/trpc";
import { useLabels } from "@/app/_shared/use-labels";
import { useMembers } from "@/app/_shared/use-members";
import { ActionItem } from "@/app/_shell/keys/action-button";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { goTo } from "@/app/_shell/view/navigate";
import { SCOPES, SORTS, type View } from "@/app/_shell/view/view";
import { Button } from "@/app/_ui/button";
import { Menu, MenuChoice, MenuLine } from "@/app/_ui/overlay/menu";

const ANY = "any";

/** Orders and filters the list through the URL. */
export function FilterMenu({ view }: { view: View }) {
  const t = useTranslations("filter");
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("title")}>
          <ListFilter size={16} aria-hidden />
        </Button>
      }
    >
      <FilterChoices view={view} />
    </Menu>
  );
}

/** Mounted while the menu is open. */
function FilterChoices({ view }: { view: View }) {
  const t = useTranslations("filter");
  const nav = useTranslations("nav");
  const priority = useTranslations("priority");
  const trpc = useTRPC();
  const { perform } = useActionsHost();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const { names: labels } = useLabels();
  const known = view.label === null || labels.includes(view.label) ? labels : [view.label, ...labels];
  const { members } = useMembers();
  const priorities = usePriorities();
  const teams = useTeamChoices().choices.filter(({ teamId }) => teamId !== null);
  const show = (change: Partial<View>) => goTo({ ...view, selected: null, ...change });
  return (
    <>
      <MenuChoice
        label={t("sort")}
        value={view.sort}
        options={SORTS.map((sort) => ({ value: sort, label: t(`sorts.${sort}`) }))}
        onChange={(sort) => show({ sort })}
      />
      <MenuLine />
      <MenuChoice
        label={t("assignee")}
        value={view.assigneeId === null ? view.scope : String(view.assigneeId)}
        options={[
          ...SCOPES.map((scope) => ({ value: scope, label: nav(`scope.${scope}`) })),
          ...members
            .filter(({ id, state }) => state === "active" || id === view.assigneeId)
            .map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={(value) => {
          const scope = SCOPES.find((known) => known === value);
          show(scope ? { scope, assigneeId: null } : { scope: "all", assigneeId: Number(value) });
        }}
      />
      <MenuChoice
        label={t("inbox")}
        value={view.inboxId === null ? ANY : String(view.inboxId)}
        options={[
          { value: ANY, label: t("anyInbox") },
          ...inboxes.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={(value) => show({ inboxId: value === ANY ? null : Number(value) })}
      />
      {teams.length === 0 ? null : (
        <MenuChoice
          label={t("team")}
          value={view.teamId === null ? ANY : String(view.teamId)}
          options={[
            { value: ANY, label: t("anyTeam") },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(value) => show({ teamId: value === ANY ? null : Number(value) })}
        />
      )}
      <MenuChoice
        label={priority("title")}
        value={view.priority ?? ANY}
        options={[
          { value: ANY, label: t("anyPriority") },
          ...priorities.flatMap(({ id, priority: value, name }) =>
            value === null ? [] : [{ value: id, label: name }],
          ),
        ]}
        onChange={(value) => show({ priority: priorities.find(({ id }) => id === value)?.priority ?? null })}
      />
      {known.length === 0 ? null : (
        <MenuChoice
          label={t("label")}
          // A prefix keeps a label's value apart from the fixed ones.
          value={view.label === null ? ANY : `label ${view.label}`}
          options={[
            { value: ANY, label: t("anyLabel") },
            ...known.map((label) => ({ value: `label ${label}`, label })),
          ]}
          onChange={(value) => show({ label: value === ANY ? null : value.slice("label ".length) })}
        />
      )}
      <MenuLine />
      <ActionItem id="saveView" onSelect={() => perform("saveView")} />
    </>
  );
}
