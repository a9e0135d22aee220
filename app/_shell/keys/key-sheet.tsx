"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useId } from "react";
import { setSingleKeys, useEnterSends, useSingleKeys } from "@/app/_lib/preferences/browser-switch";
import { Kbd, useIsMac } from "@/app/_ui/display/kbd";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import { Switch } from "@/app/_ui/switch";
import type { OfferBook } from "./offers";
import { ACTION_IDS, ACTIONS, type ActionId, ENTER_SENDS_KEYS, keyText, WRITING_KEYS } from "./registry";

/** The groups of keys, by column: none is broken. */
const COLUMNS = [["move", "select", "other"], ["change"], ["write"]] as const;
/** The keys of the composer, where Enter sends or begins a new line. */
const writingLines = (enterSends: boolean) =>
  [
    { id: "send", key: enterSends ? ENTER_SENDS_KEYS.send : WRITING_KEYS.send, group: "write" },
    { id: "newLine", key: enterSends ? ENTER_SENDS_KEYS.newLine : "Enter", group: "write" },
    { id: "sendAndResolve", key: WRITING_KEYS.sendAndResolve, group: "write" },
    { id: "editLast", key: WRITING_KEYS.editLast, group: "write" },
    { id: "bold", key: WRITING_KEYS.bold, group: "write" },
    { id: "italic", key: WRITING_KEYS.italic, group: "write" },
    { id: "code", key: WRITING_KEYS.code, group: "write" },
    { id: "attach", key: WRITING_KEYS.attach, group: "write" },
  ] as const;

/** The switch that turns single keys off, then a list of all keys. */
export function KeySheet({
  isOpen,
  onOpenChange,
}: {
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("keys");
  const isMac = useIsMac();
  const lines = [...ACTION_IDS.map((id) => ({ id, ...ACTIONS[id] })), ...writingLines(useEnterSends())];
  return (
    <Dialog
      open={isOpen}
      onOpenChange={onOpenChange}
      title={t("title")}
      closeLabel={t("close")}
      size="widest"
    >
      <SingleKeysSwitch />
      <div className="grid gap-x-10 md:grid-cols-2 lg:grid-cols-3">
        {COLUMNS.map((groups) => (
          <div key={groups[0]}>
            {groups.map((group) => (
              <section key={group} className="pb-4">
                <h3 className="mb-1 font-medium text-faint text-xs tracking-normal">{t(`group.${group}`)}</h3>
                <dl>
                  {lines.map(({ id, key, ...line }) =>
                    line.group === group && key !== null ? (
                      <KeyLine key={id} name={t(`action.${id}`)} sign={keyText(key, isMac)} />
                    ) : null,
                  )}
                </dl>
              </section>
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function KeyLine({ name, sign }: { name: string; sign: string }) {
  return (
    <div className="flex items-center justify-between gap-2 py-0.5">
      <dt>{name}</dt>
      <dd>
        <Kbd className="pointer-coarse:inline">{sign}</Kbd>
        <span className="sr-only">{sign}</span>
      </dd>
    </div>
  );
}

function SingleKeysSwitch() {
  const t = useTranslations("keys");
  const isOn = useSingleKeys();
  const id = useId();
  return (
    <div className="mb-4 flex items-center gap-4 rounded-m border border-line px-3 py-2">
      <span className="min-w-0 flex-1">
        <span id={id} className="block font-medium">
          {t("single")}
        </span>
        <span id={`${id}-why`} className="block text-muted text-sm">
          {t("singleWhy")}
        </span>
      </span>
      <Switch checked={isOn} onChange={setSingleKeys} aria-labelledby={id} aria-describedby={`${id}-why`} />
    </div>
  );
}

/** An action whose key was pressed although nothing offers it. A new object for each press. */
export type RefusedKey = { id: ActionId } & ReturnType<OfferBook["whyNot"]>;

/** Tells why a key did nothing. */
export function Explanation({ refused }: { refused: RefusedKey }) {
  const t = useTranslations("keys");
  const isInbox = usePathname() === "/inbox";
  const explain = useEffectEvent(({ id, reason, target }: RefusedKey) => {
    const why = target ?? (isInbox ? "noTarget" : "page");
    notify({ text: reason ?? t(`why.${why}`, { action: t(`action.${id}`) }) });
  });
  useEffect(() => explain(refused), [refused]);
  return null;
}
