"use client";

import { useQuery } from "@tanstack/react-query";
import { Hash, Search, Settings, UserPlus, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePush } from "@/app/_lib/leave";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { ACTION_ICONS } from "@/app/_shell/keys/action-button";
import type { Choice, Offer, OfferBook } from "@/app/_shell/keys/offers";
import { ACTIONS, type ActionId, keyText } from "@/app/_shell/keys/registry";
import { settingsHref, settingsPagesOf } from "@/app/_shell/nav/settings-pages";
import { useCounts, useCountText, useGoToView } from "@/app/_shell/view/use-counts";
import { VIEWS } from "@/app/_shell/view/use-view";
import { useIsMac } from "@/app/_ui/display/kbd";
import type { Entry, EntryGroup } from "./entries";

const ICON_PX = 16;
/** The offered actions. Movement has keys, and the palette itself is open already. */
export function useActionEntries(book: OfferBook): EntryGroup[] {
  const t = useTranslations("keys");
  const isMac = useIsMac();
  const offered = book.all().filter(({ id }) => ACTIONS[id].group !== "move" && id !== "palette");
  return (["change", "write", "select", "other"] as const).flatMap((group) => {
    const items = offered
      .filter(({ id }) => ACTIONS[id].group === group)
      .map(({ id, offer }) => {
        const { key } = ACTIONS[id];
        const Icon = ACTION_ICONS[id];
        return {
          id,
          name: t(`action.${id}`) + ("run" in offer ? "" : "…"),
          icon: <Icon size={ICON_PX} />,
          shortcut: key === null ? undefined : keyText(key, isMac),
          does: "run" in offer ? offer : { opens: id },
        };
      });
    return items.length === 0 ? [] : [{ id: group, label: t(`group.${group}`), items }];
  });
}

/** Every choice of every action, as "Assign: Mariana": a query finds it without opening the action. */
export function useChoiceEntries(book: OfferBook): Entry[] {
  const t = useTranslations("keys");
  return book.all().flatMap(({ id, offer }) => {
    if ("run" in offer) return [];
    const action = t(`action.${id}`);
    return offer.choices().map((choice) => ({
      ...entryOf(id, choice),
      name: t("choice", { action, choice: choice.name }),
    }));
  });
}

/** The choices of one action, and the one made from the typed text. */
export function choicesOf(
  id: ActionId,
  offer: Offer | null,
  query: string,
): { items: Entry[]; made: Entry[] } {
  if (!offer || "run" in offer) return { items: [], made: [] };
  const made = query.trim() === "" ? null : (offer.ofText?.(query.trim()) ?? null);
  return {
    items: offer.choices().map((choice) => entryOf(id, choice)),
    made: made ? [entryOf(id, made)] : [],
  };
}

const entryOf = (id: ActionId, { id: choiceId, run, icon, ...rest }: Choice): Entry => {
  const Icon = ACTION_ICONS[id];
  return { ...rest, id: `${id} ${choiceId}`, icon: icon ?? <Icon size={ICON_PX} />, does: { run } };
};

/** The places: views, inboxes, the settings. */
export function usePlaceEntries(): EntryGroup[] {
  const nav = useTranslations("nav");
  const t = useTranslations("palette");
  const trpc = useTRPC();
  const push = usePush();
  const go = useGoToView();
  const counts = useCounts();
  const countText = useCountText();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const settings = useSettingsEntries();
  const views = VIEWS.map(
    ({ key, Icon, view, count }): Entry => ({
      id: `view ${key}`,
      name: nav(`view.${key}`),
      detail: count === null ? undefined : counts && countText(counts[count]),
      icon: <Icon size={ICON_PX} />,
      does: { run: () => go(view) },
    }),
  );
  const ofInboxes = inboxes.map(
    ({ id, name }): Entry => ({
      id: `inbox ${id}`,
      name,
      detail: counts && countText(counts.byInbox[id] ?? 0),
      icon: <InboxDot inboxId={id} />,
      does: { run: () => go({ ...FIRST_VIEW, scope: "all", inboxId: id }) },
    }),
  );
  const contacts: Entry = {
    id: "page contacts",
    name: nav("contacts"),
    icon: <Users size={ICON_PX} />,
    does: { run: () => push("/contacts") },
  };
  const newContact: Entry = {
    id: "new contact",
    name: t("newContact"),
    icon: <UserPlus size={ICON_PX} />,
    does: { run: () => push("/contacts?new=1") },
  };
  return [
    {
      id: "places",
      label: t("places"),
      items: [...views, ...ofInboxes, contacts, newContact, ...settings],
    },
  ];
}

/** A number opens the conversation with that number. */
export function useNumberEntries(query: string): Entry[] {
  const t = useTranslations("palette");
  const go = useGoToView();
  const number = Number(/^#?(\d{1,9})$/.exec(query.trim())?.[1] ?? 0);
  if (number === 0) return [];
  const run = () => go({ ...FIRST_VIEW, scope: "all", selected: number });
  return [{ id: "number", name: t("openNumber", { number }), icon: <Hash size={ICON_PX} />, does: { run } }];
}

/** Searches contacts, conversations and messages for the query. */
export function useSearchEntries(query: string, onSearch: (query: string) => void): Entry[] {
  const t = useTranslations("palette");
  const wanted = query.trim();
  if (wanted === "") return [];
  const run = () => onSearch(wanted);
  return [
    {
      id: "search for",
      name: t("searchFor", { query: wanted }),
      icon: <Search size={ICON_PX} />,
      does: { run },
    },
  ];
}

/** The pages of the settings that the member may use, found by name. */
function useSettingsEntries(): Entry[] {
  const t = useTranslations("settings");
  const push = usePush();
  const { role } = useMe();
  return settingsPagesOf(role).map((entry) => ({
    id: `page ${entry.page}`,
    name: t(entry.name),
    detail: t("title"),
    icon: <Settings size={ICON_PX} />,
    does: { run: () => push(settingsHref(entry)) },
  }));
}
