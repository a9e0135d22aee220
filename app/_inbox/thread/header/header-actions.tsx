"use client";

import { Ellipsis, PanelRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { AssignMenu } from "@/app/_inbox/change/choices";
import type { StatusActions } from "@/app/_inbox/change/use-status-actions";
import { SnoozeMenu } from "@/app/_inbox/snooze/snooze-menu";
import { CommandItem } from "@/app/_inbox/thread/items/passing";
import { ActionButton, ActionItem } from "@/app/_shell/keys/action-button";
import { useActionsHost } from "@/app/_shell/keys/actions";
import type { Offers } from "@/app/_shell/keys/offers";
import type { ActionId } from "@/app/_shell/keys/registry";
import { Button, IconButton } from "@/app/_ui/button";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** Each has a choice to make, in the palette. */
const CHOSEN = ["snooze", "assign", "label", "priority", "team", "move", "macro"] as const;

const NOW = [
  "markPending",
  "reopen",
  "resolve",
  "assignToMe",
  "takeOver",
  "spam",
  "trash",
  "restore",
] as const;

const ABOUT = ["markUnread", "transcript", "copyLink", "events"] as const;

type HeaderActionsProps = {
  conversation: ConversationDto;
  actions: StatusActions;
  offers: Offers;
  onPickSnooze: () => void;
  onDetails: () => void;
};

/** The actions for the open conversation: usual ones as buttons, and in a menu all that can be done and have no button at all widths. */
export function HeaderActions({
  conversation,
  actions,
  offers,
  onPickSnooze,
  onDetails,
}: HeaderActionsProps) {
  const t = useTranslations("header");
  const { perform } = useActionsHost();
  // On a phone they are in the menu only: the name of the contact needs the room.
  const narrow = {
    nameClass: "hidden @3xl:inline",
    keyClass: "@4xl:inline",
    className: "hidden @sm:inline-flex",
  };
  // What cannot be done is left out: whoever searches for it in the palette reads the reason.
  const isPossible = (id: ActionId) => offers[id]?.isEnabled !== false;
  const main = conversation.status === "resolved" ? "reopen" : "resolve";
  return (
    <div className="flex shrink-0 items-center gap-1">
      {isPossible("snooze") ? (
        <SnoozeMenu
          onSnooze={(until) => void actions.snooze(until)}
          onPick={onPickSnooze}
          trigger={<ActionButton id="snooze" variant="ghost" {...narrow} />}
        />
      ) : null}
      {isPossible("assign") ? (
        <AssignMenu
          conversation={conversation}
          onAssign={(assignee) => void actions.assign(assignee)}
          trigger={<ActionButton id="assign" variant="ghost" {...narrow} />}
        />
      ) : null}
      {isPossible(main) ? (
        <ActionButton
          id={main}
          variant={main === "resolve" ? "primary" : "plain"}
          keyClass="@lg:inline"
          className="pointer-coarse:h-10"
          onClick={() => void actions[main]()}
        />
      ) : null}
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("more")} className="pointer-coarse:size-10">
            <Ellipsis size={17} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<PanelRight size={15} />} className="xl:hidden" onSelect={onDetails}>
          {t("details")}
        </MenuItem>
        {CHOSEN.filter(isPossible).map((id) => (
          <ActionItem key={id} id={id} onSelect={() => perform(id)} />
        ))}
        {NOW.filter((id) => id !== main && isPossible(id)).map((id) => (
          <OfferItem key={id} id={id} offers={offers} />
        ))}
        <MenuLine />
        {ABOUT.filter(isPossible).map((id) => (
          <OfferItem key={id} id={id} offers={offers} />
        ))}
        <CommandItem conversation={conversation} />
      </Menu>
      <span className="xl:hidden">
        <span className="hidden @lg:inline">
          <IconButton label={t("details")} onClick={onDetails}>
            <PanelRight size={16} aria-hidden />
          </IconButton>
        </span>
      </span>
    </div>
  );
}

/** An offered action as a menu item. */
function OfferItem({ id, offers }: { id: ActionId; offers: Offers }) {
  const offer = offers[id];
  return offer && "run" in offer ? <ActionItem id={id} onSelect={offer.run} /> : null;
}
