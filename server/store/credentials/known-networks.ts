import { networkOf } from "@/server/lib/web/base-url";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

/** How long a network stays known after its last sign-in. */
export const KNOWN_DAYS = 90;

/** Remembers the network of a user's sign-in. */
export async function putKnownNetwork(
  tx: Tx,
  { userId, address }: { userId: number; address: string },
): Promise<void> {
  const key = { userId, network: networkOf(address) };
  await prismaOf(tx).knownNetwork.upsert({
    where: { userId_network: key },
    create: { ...key, seenAt: tx.now },
    update: { seenAt: tx.now },
    select: { userId: true },
  });
}

/** Whether a user has signed in from this network lately. */
export async function isKnownNetwork(db: Db, userId: number, network: string): Promise<boolean> {
  const found = await prismaOf(db).knownNetwork.findFirst({
    where: { userId, network },
    select: { userId: true },
  });
  return found !== null;
}
