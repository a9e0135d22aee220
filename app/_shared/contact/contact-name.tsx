import { Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { Avatar } from "@/app/_ui/display/avatar";
import type { ContactDto } from "@/server/contract/_shared/dto";

/** A contact's display name: the name, else their address, else their number. */
export const contactName = ({ name, phone, email, identifier, id }: ContactDto): string =>
  name.trim() || phone || email || identifier || `#${id}`;

type Reached = Pick<ContactDto, "email" | "phone" | "customAttributes" | "additionalAttributes">;

/** A contact's company, by the names that channels and integrators give it; null where none is known. */
function companyOf({ customAttributes, additionalAttributes }: Reached): string | null {
  const given = [
    customAttributes["company"],
    additionalAttributes["company_name"],
    additionalAttributes["company"],
  ];
  return given.find((name): name is string => typeof name === "string" && name.trim() !== "") ?? null;
}

/** What tells a person which contact this is: email, phone and company, without the name that stands above. */
export const contactSubtitle = (contact: ContactDto): string =>
  [contact.email, contact.phone, companyOf(contact)]
    .filter((part) => part !== null && part !== contactName(contact))
    .join(" · ");

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
