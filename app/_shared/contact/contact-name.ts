import type { ContactDto } from "@/server/contract/_shared/dto";

/** What a contact is called: the name, else how they are reached, else their number. */
export const contactName = ({ name, phone, email, identifier, id }: ContactDto): string =>
  name.trim() || phone || email || identifier || `#${id}`;
