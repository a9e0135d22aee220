import { expect, test } from "vitest";
import { createLag } from "./lag";

const MB = 1024n ** 2n;

test("a replica that always trails a little is not behind in time", () => {
  const lag = createLag();
  for (let second = 0; second < 100; second++) {
    const position = BigInt(second) * MB;
    const { isCurrent, reason } = lag.note({ at: second * 1_000, position }, position - 1n);
    expect([reason, isCurrent]).toEqual([null, true]); // it had reached the sample before
  }
  expect(lag.read()).toEqual({ bytesBehind: 1, secondsBehind: 1 });
});

test("one that stands still is left out by time, and is current again once it has reached a sample", () => {
  const lag = createLag();
  const note = (second: number, replayed: bigint) =>
    lag.note({ at: second * 1_000, position: BigInt(second) }, replayed);
  note(0, 0n);
  expect(note(10, 0n)).toEqual({ isCurrent: true, reason: null }); // the sample before is reached
  expect(note(11, 0n)).toEqual({ isCurrent: false, reason: "it is 11 s behind" });
  expect(note(300, 10n).reason).toBe("it is 290 s behind");
  expect(note(301, 300n)).toEqual({ isCurrent: true, reason: null });
  expect(note(302, 302n)).toEqual({ isCurrent: true, reason: null });
  expect(lag.read()).toEqual({ bytesBehind: 0, secondsBehind: 0 });
});

test("one that is many bytes behind is left out at once", () => {
  const lag = createLag();
  expect(lag.note({ at: 0, position: 65n * MB }, 0n).reason).toBe("it is 65 MB behind");
  expect(lag.note({ at: 1_000, position: 65n * MB }, 2n * MB).reason).toBeNull();
});
