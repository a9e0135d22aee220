import { afterEach, expect, test } from "vitest";
import { openReceiver } from "@/test/support/clients/receiver";
import { createAddressPolicy } from "./address-policy";
import { download } from "./download";
import { provideOutboundPause, unlessOutboundOff } from "./outbound-pause";
import { createOutbound } from "./post";

afterEach(() => provideOutboundPause(() => false));

const resolve = async () => [{ address: "127.0.0.1", family: 4 as const }];
const policy = createAddressPolicy(["127.0.0.0/8"]);

test("no call connects while nothing may leave: it is answered with why", async () => {
  const receiver = await openReceiver();
  const outbound = createOutbound({ policy, resolve });
  const call = { url: receiver.url, body: Buffer.from("{}"), headers: {} };
  provideOutboundPause(() => true);
  const why = expect.stringContaining("OUTBOUND=off");
  expect(await outbound.post(call)).toMatchObject({ answered: false, wasConnected: false, message: why });
  expect(await outbound.get(call)).toMatchObject({ answered: false, wasConnected: false, message: why });
  const { signal } = new AbortController();
  await expect(download(receiver.url, { policy, resolve, signal })).rejects.toThrow("OUTBOUND=off");
  expect(receiver.taken).toEqual([]);
  provideOutboundPause(() => false);
  expect(await outbound.post(call)).toMatchObject({ answered: true });
  outbound.close();
  await receiver.close();
});

test("work that leaves is skipped while nothing may", async () => {
  const done: string[] = [];
  const work = unlessOutboundOff(async (name: string) => void done.push(name));
  provideOutboundPause(() => true);
  await work("off");
  provideOutboundPause(() => false);
  await work("on");
  expect(done).toEqual(["on"]);
});
