import { expect, test } from "vitest";
import { channelOf, groupSourceId, pairSourceId, personChannelId } from "./channel-ids";

test("the id of a person channel is the same from both sides, the larger CRC32 first", () => {
  expect(personChannelId("alice", "bob")).toBe(personChannelId("bob", "alice"));
  // CRC32 of "123456789" is 0xcbf43926, of "a" 0xe8b7be43.
  expect(personChannelId("123456789", "a")).toBe("a@123456789");
});

test("a source id leads back to its channel", () => {
  expect(channelOf(pairSourceId("alice", "bob"), "alice")).toEqual({ channelType: 1, channelId: "bob" });
  expect(channelOf(pairSourceId("alice", "bob"), "bob")).toEqual({ channelType: 1, channelId: "alice" });
  expect(channelOf(groupSourceId(2, "g:1"), "alice")).toEqual({ channelType: 2, channelId: "g:1" });
  expect(channelOf("alice", "alice")).toBeNull();
});
