import { listKnownPeople } from "@/server/store/contacts/channel-places";
import { personOf } from "./chat";
import type { EvolutionInbox } from "./evolution-inbox";

/** WhatsApp writes a mention as the digits of an id, which no reader recognises. */
const MENTION = /(?<![\p{L}\p{N}_])@(\d{5,20})(?!\d)/gu;

/** A text with the names of those whom it mentions, as far as the inbox knows them. `mentioned`: their ids by WhatsApp. */
export async function withNames(
  { accountId, inboxId, services }: EvolutionInbox,
  text: string,
  mentioned: readonly string[],
): Promise<string> {
  const people = mentioned.flatMap((id) => personOf(id) ?? []);
  if (people.length === 0 || !text.includes("@")) return text;
  const sourceIds = people.map(({ sourceId }) => sourceId);
  const known = await listKnownPeople(services.database, accountId, { inboxId, sourceIds });
  const names = new Map(known.map(({ sourceId, name }) => [digitsOf(sourceId), name]));
  return text.replace(MENTION, (mention, digits: string) => {
    const name = names.get(digits);
    return name === undefined ? mention : `@${name}`;
  });
}

const digitsOf = (sourceId: string): string | undefined => sourceId.split("@")[0];
