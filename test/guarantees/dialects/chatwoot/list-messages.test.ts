import { expect } from "vitest";
import { type Story, testStories, toggle, write } from "@/test/support/clients/chatwoot-scene";

const LIST: Story[] = [
  [
    "9 the list names the contact",
    async (s) => {
      const { status, body } = await s.client.get(s.messages);
      expect(status).toBe(200);
      expect(body.meta).toMatchObject({ contact: { id: s.contactId }, labels: [] });
      expect(body.payload).toEqual([]);
    },
  ],
  [
    "10 windows by before, after, both and none",
    async (s) => {
      const ids: number[] = [];
      for (let i = 0; i < 25; i++) ids.push((await write(s, { content: `${i}` })).id);
      const read = async (query: string) =>
        (await s.client.get(`${s.messages}?${query}`)).body.payload.map((m: { id: number }) => m.id);
      expect(await read("")).toEqual(ids.slice(-20));
      expect(await read(`before=${ids[22]}`)).toEqual(ids.slice(2, 22));
      expect(await read(`after=${ids[2]}`)).toEqual(ids.slice(3));
      expect(await read(`after=${ids[2]}&before=${ids[5]}`)).toEqual(ids.slice(2, 5));
      const foreign = (ids.at(-1) ?? 0) + 100;
      expect(await read(`before=${foreign}`)).toEqual(ids.slice(-20));
      expect(await read(`after=${foreign}`)).toEqual([]);
    },
  ],
  [
    "10 filter_internal_messages leaves out notes and activity lines",
    async (s) => {
      await write(s, { content: "note", private: true });
      const { id } = await write(s, { content: "public" });
      await toggle(s);
      const { body } = await s.client.get(`${s.messages}?filter_internal_messages=true`);
      expect(body.payload.map((m: { id: number }) => m.id)).toEqual([id]);
    },
  ],
];

testStories([["listing messages", LIST]]);
