import type { ContactDto } from "@/server/contract/_shared/dto";

/** A contact's display name: the name, else their address, else their number. */
export const contactName = ({ name, phone, email, identifier, id }: ContactDto): string =>
  name.trim() || phone || email || identifier || `#${id}`;
