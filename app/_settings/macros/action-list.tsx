"use client";

import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useTeams } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import { Button, IconButton } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { MACRO_ACTION_TYPES, MACRO_ACTIONS_MAX } from "@/server/contract/organising/constants";
import type { MacroAction, MacroProblem } from "@/server/contract/organising/macro";
import { ActionFields } from "./action-fields";
import { type EditedAction, moved, newAction } from "./edited-actions";

type ActionListProps = {
  edited: readonly EditedAction[];
  /** What was wrong with the stored actions. */
  problems: readonly MacroProblem[];
  /** The position of the action that the server refused. */
  refused: number | null;
  onChange: (edited: readonly EditedAction[]) => void;
};

/** The actions of a macro in their order: added, moved and removed by buttons. */
export function ActionList({ edited, problems, refused, onChange }: ActionListProps) {
  const t = useTranslations("settings.macros");
  const types = useTranslations("macro.types");
  const list = useRef<HTMLOListElement>(null);
  const status = useRef<HTMLParagraphElement>(null);
  const move = (at: number, by: 1 | -1) => {
    onChange(moved(edited, at, by));
    if (status.current) status.current.textContent = t("movedTo", { position: at + by + 1 });
  };
  const remove = (at: number) => {
    onChange(edited.filter((_, i) => i !== at));
    list.current?.focus();
  };
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("actions")}</legend>
      <ol ref={list} tabIndex={-1} className="flex flex-col gap-2 outline-none">
        {edited.map((one, at) => (
          <li
            key={one.key}
            className={`rounded-m border p-2.5 ${refused === at ? "border-bad" : "border-line-strong"}`}
          >
            <div className="mb-1.5 flex items-center gap-1">
              <span className="min-w-0 flex-1 truncate font-medium">
                {t("step", { position: at + 1, action: types(one.action.type) })}
              </span>
              <IconButton
                label={t("up", { position: at + 1 })}
                disabled={at === 0}
                onClick={() => move(at, -1)}
              >
                <ArrowUp size={15} aria-hidden />
              </IconButton>
              <IconButton
                label={t("down", { position: at + 1 })}
                disabled={at === edited.length - 1}
                onClick={() => move(at, 1)}
              >
                <ArrowDown size={15} aria-hidden />
              </IconButton>
              <IconButton label={t("removeOne", { position: at + 1 })} onClick={() => remove(at)}>
                <X size={15} aria-hidden />
              </IconButton>
            </div>
            <ActionFields
              action={one.action}
              onChange={(action) => onChange(edited.with(at, { ...one, action }))}
            />
            {problems
              .filter((problem) => problem.action === at)
              .map(({ code }) => (
                <p key={code} className="mt-1 text-bad text-sm">
                  {t(`problems.${code}`, { position: at + 1 })}
                </p>
              ))}
          </li>
        ))}
      </ol>
      <p ref={status} role="status" className="sr-only" />
      {edited.length < MACRO_ACTIONS_MAX ? (
        <div className="mt-2">
          <Menu
            align="start"
            trigger={
              <Button>
                <Plus size={15} aria-hidden />
                {t("add")}
              </Button>
            }
          >
            {MACRO_ACTION_TYPES.map((type) => (
              <MenuItem
                key={type}
                disabled={isTaken(type, edited)}
                onSelect={() => onChange([...edited, newAction(type)])}
              >
                {types(type)}
              </MenuItem>
            ))}
          </Menu>
        </div>
      ) : null}
    </fieldset>
  );
}

/** A macro has one reply and one text for the composer at most. */
const isTaken = (type: (typeof MACRO_ACTION_TYPES)[number], edited: readonly EditedAction[]): boolean =>
  (type === "reply" || type === "draft") && edited.some(({ action }) => action.type === type);

const TEXT_SHOWN = 60;

/** Returns a function that names an action of a macro with its value. */
export function useActionText(): (action: MacroAction) => string {
  const t = useTranslations("macro");
  const urgency = useTranslations("priority");
  const { nameOf } = useMembers();
  const { teamName } = useTeams();
  const valueText = (action: MacroAction): string => {
    switch (action.type) {
      case "reply":
      case "draft":
      case "note":
        return beginningOf(action.content);
      case "status":
        return t(`signals.${action.signal}`);
      case "snooze":
        return action.minutes === null ? t("untilReply") : durationText(action.minutes, t);
      case "assign":
        if (action.assigneeId === null) return t("nobody");
        return action.assigneeId === "me" ? t("me") : (nameOf(action.assigneeId) ?? t("unknownMember"));
      case "team":
        return action.teamId === null ? t("noTeam") : teamName(action.teamId);
      case "label":
        return [...action.add.map((label) => `+${label}`), ...action.remove.map((label) => `−${label}`)].join(
          " ",
        );
      case "priority":
        return action.priority === null ? urgency("none") : urgency(`value.${action.priority}`);
      case "follow":
        return "";
    }
  };
  return (action) => {
    const value = valueText(action);
    const type = t(`types.${action.type}`);
    if (action.type === "status") return value;
    return value === "" ? type : t("actionWithValue", { action: type, value });
  };
}

/** The beginning of a text on one line, without a part of a variable. */
const beginningOf = (text: string): string => {
  const characters = [...text.replaceAll(/\s+/g, " ")];
  const beginning = characters.slice(0, TEXT_SHOWN).join("");
  if (characters.length <= TEXT_SHOWN) return beginning;
  const cut = beginning.lastIndexOf("{{");
  const isWhole = cut === -1 || beginning.includes("}}", cut);
  return `${(isWhole ? beginning : beginning.slice(0, cut)).trimEnd()}…`;
};

const HOUR = 60;
const DAY = 24 * HOUR;

const durationText = (minutes: number, t: ReturnType<typeof useTranslations<"macro">>): string => {
  if (minutes % DAY === 0) return t("days", { count: minutes / DAY });
  return minutes % HOUR === 0 ? t("hours", { count: minutes / HOUR }) : t("minutes", { count: minutes });
};
