import { beforeEach, describe, expect, test } from "vitest";
import { createOutstanding, type Outstanding } from "./outstanding";

let nowMs = 0;
let outstanding: Outstanding;
let resent: string[];
beforeEach(() => {
  nowMs = 1_000_000;
  resent = [];
  outstanding = createOutstanding(() => nowMs);
});
const send = (queue: number, number: number, bytes = 100) => {
  const messageId = `${queue}.${number}`;
  outstanding.add({ messageId, queue, number, bytes, resend: () => resent.push(messageId) });
};

describe("an acknowledgement", () => {
  test("covers the earlier ones of its queue and no other queue", () => {
    for (const number of [4, 5, 6]) send(1, number);
    send(2, 9);
    expect(outstanding.acknowledge("1.5")).toEqual({ queue: 1, number: 5 });
    expect(outstanding.size()).toBe(2);
    expect(outstanding.acknowledge("1.4")).toBeNull();
    expect(outstanding.acknowledge("1.6")).toEqual({ queue: 1, number: 6 });
  });

  test("of what was not sent does nothing", () => {
    expect(outstanding.acknowledge("7.7")).toBeNull();
  });

  test("passes what the device wrote itself, but only when all before has arrived", () => {
    expect(outstanding.skip(1, 3)).toEqual({ queue: 1, number: 3 });
    send(1, 4);
    expect(outstanding.skip(1, 5)).toBeNull();
    send(1, 6);
    expect(outstanding.skip(1, 7)).toBeNull();
    expect(outstanding.acknowledge("1.4")).toEqual({ queue: 1, number: 5 });
    expect(outstanding.acknowledge("1.6")).toEqual({ queue: 1, number: 7 });
    expect(outstanding.size()).toBe(0);
  });
});

describe("what is not acknowledged", () => {
  test("is sent again after ten seconds, three times, and then given up", () => {
    send(1, 1);
    for (let waited = 0; waited < 60; waited++) {
      nowMs += 1_000;
      outstanding.resendDue();
    }
    expect(resent).toEqual(["1.1", "1.1", "1.1"]);
    expect(outstanding.size()).toBe(0);
    expect(outstanding.acknowledge("1.1")).toBeNull();
    expect(outstanding.skip(1, 2)).toBeNull();
    send(1, 3);
    expect(outstanding.acknowledge("1.3")).toEqual({ queue: 1, number: 3 });
    expect(outstanding.skip(1, 4)).toEqual({ queue: 1, number: 4 });
  });

  test("is not sent again within ten seconds, nor after its acknowledgement", () => {
    send(1, 1);
    nowMs += 9_000;
    outstanding.resendDue();
    outstanding.acknowledge("1.1");
    nowMs += 9_000;
    outstanding.resendDue();
    expect(resent).toEqual([]);
  });

  test("is bounded by number and by bytes", () => {
    for (let number = 1; number <= 500; number++) send(1, number);
    expect(outstanding.hasRoom()).toBe(false);
    outstanding.acknowledge("1.1");
    expect(outstanding.hasRoom()).toBe(true);
    outstanding.acknowledge("1.500");
    send(2, 1, 2_000_000);
    expect(outstanding.hasRoom()).toBe(false);
    outstanding.acknowledge("2.1");
    expect(outstanding.hasRoom()).toBe(true);
  });
});
