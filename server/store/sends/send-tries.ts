import type { SendTryDto } from "@/server/contract/message/receipt";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/columns";

/** Tries to read: more than a send makes in the 24 hours that it is tried. */
const SEND_TRIES_MAX = 200;

type Row = Omit<SendTryDto, "at" | "nextAt" | "attempt"> & { sendId: number; at: Date; nextAt: Date | null };

/** The tries of a message, oldest first, at most 200. Index: send_try_message, send_attempt. */
export async function listSendTries(db: Db, accountId: number, messageId: number): Promise<SendTryDto[]> {
  const of = { accountId, messageId };
  const tries = await prismaOf(db).sendTry.findMany({
    where: of,
    orderBy: { id: "asc" },
    take: SEND_TRIES_MAX,
    omit: { accountId: true, messageId: true, address: true },
  });
  const sends = await prismaOf(db).send.findMany({ where: of, select: { id: true, attempt: true } });
  const attempts = new Map(sends.map(({ id, attempt }) => [Number(id), attempt]));
  return tries
    .map((found) => toRow<Row>(found))
    .flatMap(({ sendId, at, nextAt, ...row }) => {
      const attempt = attempts.get(sendId);
      if (attempt === undefined) return [];
      return [{ ...row, attempt, at: at.toISOString(), nextAt: nextAt?.toISOString() ?? null }];
    });
}
