"use client";

import { Ban, Download, Ellipsis, Eraser, Merge, SquarePen } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { usePush } from "@/app/_lib/leave";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { ContactAvatar, contactName, contactSubtitle } from "@/app/_shared/contact/contact-name";
import { FIRST_VIEW, hrefOf } from "@/app/_shared/view/view";
import { useBlock } from "@/app/_shell/undo/use-contact-changes";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { ContactDto } from "@/server/contract/_shared/dto";

const ExportDialog = windowOnDemand(() =>
  import("@/app/_contacts/dialogs/export-dialog").then((file) => file.default),
);
const MergeDialog = windowOnDemand(() =>
  import("@/app/_contacts/dialogs/merge-dialog").then((file) => file.default),
);
const StartDialog = windowOnDemand(() =>
  import("@/app/_shell/start/start-dialog").then((file) => file.default),
);

export type OnErase = (contact: ContactDto) => void;

type ContactHeadProps = { contact: ContactDto; back: ReactNode; onErase: OnErase };

/** Who a contact is, and what can be done: write to them, and the rest in a menu. */
export function ContactHead({ contact, back, onErase }: ContactHeadProps) {
  const t = useTranslations("contacts");
  const times = useTimes();
  const push = usePush();
  const [isWriting, setWriting] = useState(false);
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-2">
      {back}
      <ContactAvatar contact={contact} />
      <div className="min-w-40 flex-1">
        <h2 className="flex items-center gap-2 text-lg">
          <bdi className="min-w-0 truncate">{contactName(contact)}</bdi>
          {contact.isBlocked ? <Chip tone="bad">{t("blocked")}</Chip> : null}
        </h2>
        <p className="truncate text-start text-muted text-sm" dir="auto">
          {contactSubtitle(contact) || t("since", { time: times.moment(contact.createdAt) })}
        </p>
      </div>
      <div className="flex gap-2">
        {contact.isGroup || contact.isBlocked ? null : (
          <Button onClick={() => setWriting(true)}>
            <SquarePen size={14} aria-hidden />
            {t("write")}
          </Button>
        )}
        <ContactMenu contact={contact} onErase={onErase} />
      </div>
      {isWriting ? (
        <StartDialog
          contact={contact}
          onClose={() => setWriting(false)}
          onStarted={({ status, displayId }) => push(hrefOf({ ...FIRST_VIEW, status, selected: displayId }))}
        />
      ) : null}
    </div>
  );
}

/** The rarer actions; what cannot be undone comes last. */
function ContactMenu({ contact, onErase }: { contact: ContactDto; onErase: OnErase }) {
  const t = useTranslations("contacts");
  const erase = useTranslations("erase");
  const block = useBlock(contact);
  const isAdministrator = useMe().role === "administrator";
  const [open, setOpen] = useState<"merge" | "export" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Menu
        trigger={
          <Button size="icon" aria-label={t("actions", { name: contactName(contact) })}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Merge size={15} />} onSelect={() => setOpen("merge")}>
          {t("mergeInto")}
        </MenuItem>
        {isAdministrator ? (
          <MenuItem icon={<Download size={15} />} onSelect={() => setOpen("export")}>
            {t("export.open")}
          </MenuItem>
        ) : null}
        <MenuLine />
        <MenuItem icon={<Ban size={15} />} onSelect={block.toggle} disabled={block.isPending}>
          {contact.isBlocked ? t("unblock") : t("block")}
        </MenuItem>
        {isAdministrator ? (
          <MenuItem icon={<Eraser size={15} />} onSelect={() => onErase(contact)} className="text-bad">
            {erase("open")}
          </MenuItem>
        ) : null}
      </Menu>
      {open === "merge" ? <MergeDialog contact={contact} onClose={close} /> : null}
      {open === "export" ? <ExportDialog contact={contact} onClose={close} /> : null}
    </>
  );
}
