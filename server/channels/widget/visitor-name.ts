import { newPublicId } from "@/server/lib/crypto/stored-secret";

/** The name of a contact who has entered none, by which members distinguish visitors. */
export const newVisitorName = (): string => `Visitor ${newPublicId().slice(0, 4)}`;

export const isVisitorName = (name: string): boolean => /^Visitor [0-9a-f]{4}$/.test(name);
