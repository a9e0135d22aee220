import { z } from "zod";
import { type EvolutionMessage, evolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { answerOf, type EvolutionAccess, type EvolutionApi } from "./evolution-api";
import { failureWords } from "./evolution-outcome";

const pageAnswer = z.object({
  messages: z.object({ total: z.number(), pages: z.number(), records: z.array(z.unknown()) }),
});

/** A part of what an instance stores, the newest first. Messages of an unknown form are left out. */
export type MessagePage = { messages: EvolutionMessage[]; total: number; pages: number };

type Query = { where: object; page: number; size: number };

/** Reads one page of the messages that an instance stores. `page`: from 1. */
export async function readMessages(
  api: EvolutionApi,
  access: EvolutionAccess,
  { where, page, size }: Query,
): Promise<MessagePage | { failed: string }> {
  const posted = await api.post(access, "chat/findMessages", { where, page, offset: size });
  const read = answerOf(posted, pageAnswer);
  if (!read) return { failed: failureWords(posted) };
  const { total, pages, records } = read.messages;
  const messages = records.flatMap((one) => {
    const parsed = evolutionMessage.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  return { messages, total, pages };
}
