"use client";

import { CalendarClock, ChevronDown, CircleCheckBig } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { SubmitKey } from "@/app/_shell/composer/submit-key";
import { keyText, WRITING_KEYS } from "@/app/_shell/keys/registry";
import { useUndoSend } from "@/app/_shell/start/use-undo-send";
import { Button } from "@/app/_ui/button";
import { useIsMac } from "@/app/_ui/display/kbd";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";

const SendLaterDialog = windowOnDemand(() =>
  import("@/app/_inbox/scheduled/send-later-dialog").then((file) => file.default),
);

/** For how many seconds a message may be withdrawn. */
const WINDOWS = [0, 8, 15, 30];

/** Send; and for a reply, send and resolve, or later. */
export function SendButtons() {
  const t = useTranslations("composer");
  const { field, isNote, isReady, blockedAfter, statusId, lengthId, submit, recipients } = useDraft();
  const isForward = recipients.forwards !== undefined;
  const [isScheduling, setScheduling] = useState(false);
  const isMac = useIsMac();
  const { seconds, setSeconds } = useUndoSend();
  return (
    <div className="flex shrink-0">
      <Button
        variant="primary"
        disabled={!isReady}
        aria-describedby={`${statusId} ${lengthId}`}
        // The field keeps the focus: what is typed next is the next message. One without it gets none: a phone would show its keyboard.
        onMouseDown={(event) => document.activeElement === field.current && event.preventDefault()}
        onClick={({ currentTarget }) => {
          submit(false);
          if (document.activeElement === currentTarget) field.current?.focus();
        }}
        className={isNote ? "" : "rounded-r-none"}
      >
        {isNote ? t("addNote") : blockedAfter === null ? t("send") : t("sendAnyway")}
        <SubmitKey />
      </Button>
      {isNote ? null : (
        <Menu
          side="top"
          trigger={
            <Button
              variant="primary"
              aria-label={t("more")}
              className="rounded-l-none border-l-on-accent/35 px-1.5"
            >
              <ChevronDown size={15} aria-hidden />
            </Button>
          }
        >
          <MenuItem
            icon={<CircleCheckBig size={15} />}
            shortcut={keyText(WRITING_KEYS.sendAndResolve, isMac)}
            disabled={!isReady}
            onSelect={() => submit(true)}
          >
            {t("sendAndResolve")}
          </MenuItem>
          <MenuItem
            icon={<CalendarClock size={15} />}
            disabled={!isReady || isForward}
            onSelect={() => setScheduling(!recipients.warnOfProblem())}
          >
            {t(isForward ? "notLater" : "sendLater")}
          </MenuItem>
          <MenuLine />
          <MenuChoice
            label={t("undoWindow")}
            value={String(seconds)}
            options={WINDOWS.map((s) => ({
              value: String(s),
              label: s === 0 ? t("undoOff") : t("undoSeconds", { seconds: s }),
            }))}
            onChange={(value) => setSeconds(Number(value))}
          />
        </Menu>
      )}
      {isScheduling ? <SendLaterDialog onClose={() => setScheduling(false)} /> : null}
    </div>
  );
}
