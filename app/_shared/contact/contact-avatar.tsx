import { Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { Avatar } from "@/app/_ui/display/avatar";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { contactName } from "./contact-name";

const ICON_PX = 14;

/** The initials of a contact; of a group an icon, which is named for screen readers. */
export function ContactAvatar({ contact, className }: { contact: ContactDto; className?: string }) {
  const t = useTranslations("group");
  if (!contact.isGroup)
    return <Avatar name={contactName(contact)} seed={contact.id} {...(className && { className })} />;
  return (
    <span
      role="img"
      aria-label={t("icon")}
      className={cn(
        "grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-accent",
        className,
      )}
    >
      <Users size={ICON_PX} aria-hidden />
    </span>
  );
}
