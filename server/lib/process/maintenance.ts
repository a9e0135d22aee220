import { shared } from "@/server/lib/shared";

/** What an operator tells everybody while changes are refused. */
export type Maintenance = { text: string };

const slot = () => shared("maintenance", (): { read: () => Maintenance | null } => ({ read: () => null }));

/** Called once by the composition root. */
export function provideMaintenance(read: () => Maintenance | null): void {
  slot().read = read;
}

/** The maintenance that an operator has begun; null: changes are made. */
export const readMaintenance = (): Maintenance | null => slot().read();

export const isInMaintenance = (): boolean => readMaintenance() !== null;
