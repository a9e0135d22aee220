import { expect } from "vitest";
import { addNote } from "@/server/commands/messages/notes";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/evolution";

const KINDS: Story[] = [
  [
    "those in which a note mentions the caller",
    async (s) => {
      const agent = await s.tenant.agent([s.inboxId]);
      const idsOf = async ({ client }: Pick<Scene, "client">, query: string) => {
        const { data } = await ok(client.get(`/conversations?${query}`));
        return [data.payload.map(({ id }: { id: number }) => id), data.meta.all_count];
      };
      expect(await idsOf({ client: agent }, "conversation_type=mention")).toEqual([[], 0]);
      const shown = await ok(s.client.get(s.conversation));
      await s.api.world.run(addNote, s.tenant.admin, {
        conversation: { displayId: shown.id },
        content: "Can you look?",
        mentionIds: [agent.caller?.userId ?? 0],
      });
      const mine = [[s.conversationId], 1];
      expect(await idsOf({ client: agent }, "conversation_type=mention")).toEqual(mine);
      expect(await idsOf({ client: agent }, "conversation_type=mention&status=resolved")).toEqual([[], 0]);
      expect(await idsOf(s, "conversation_type=mention")).toEqual([[], 0]);
      const other = await s.client.get("/conversations?conversation_type=participating");
      expect([other.status, JSON.stringify(other.body)]).toEqual([422, expect.stringContaining("mention")]);
    },
  ],
  [
    "a filter that comes as a form has its conditions in order",
    async (s) => {
      const filter = async (pairs: [string, string][]) => {
        const path = `/api/v1/accounts/${s.tenant.accountId}/conversations/filter`;
        const body = new URLSearchParams(pairs.map(([name, value]) => [`payload[][${name}`, value]));
        const headers = { api_access_token: s.client.token ?? "" };
        const answer = await fetch(`${s.api.url}${path}`, { method: "POST", body, headers });
        return {
          status: answer.status,
          ids: (await answer.json()).payload?.map((one: { id: number }) => one.id),
        };
      };
      const status = (value: string): [string, string][] => [
        ["attribute_key]", "status"],
        ["filter_operator]", "equal_to"],
        ["values][]", value],
        ["values][]", "snoozed"],
        ["query_operator]", "AND"],
      ];
      const inbox: [string, string][] = [
        ["attribute_key]", "inbox_id"],
        ["filter_operator]", "equal_to"],
        ["values][]", String(s.inboxId)],
      ];
      expect(await filter([...status("open"), ...inbox])).toEqual({ status: 200, ids: [s.conversationId] });
      expect(await filter([...status("resolved"), ...inbox])).toEqual({ status: 200, ids: [] });
    },
  ],
];

testStories([["lists of conversations", KINDS]]);
